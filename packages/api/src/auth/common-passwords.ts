import { AppError } from '../core/errors.ts';

let known: Promise<ReadonlySet<string>> | undefined;

/** Refuses what is among the 49,000 passwords that are tried first. @param field where it stands in the input. @throws AppError VALIDATION_FAILED */
export async function assertUncommon(password: string, field: string): Promise<void> {
  known ??= load();
  if (!(await known).has(password.trim().toLowerCase())) return;
  const message = 'is one of the most common passwords; choose one that nobody would guess';
  throw new AppError('VALIDATION_FAILED', { issues: [{ path: field, message }] });
}

/** Read when it is first needed, so that no start waits for it. */
async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}
