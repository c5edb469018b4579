import { AppError } from '../core/errors.ts';

let known: Promise<ReadonlySet<string>> | undefined;

/**
 * Refuses what is tried first: the 49,000 most common passwords, runs such as 87654321, and what the account is called.
 * @param field where it stands in the input
 * @throws AppError VALIDATION_FAILED
 */
export async function assertUncommon(
  password: string,
  { field, names = [] }: { field: string; names?: readonly string[] | undefined },
): Promise<void> {
  const shown = toShown(password);
  known ??= load();
  if (!(await known).has(shown) && !isRun(shown) && !names.some((name) => toShown(name) === shown)) return;
  const message = 'is one of the first that would be tried; choose one that nobody would guess';
  throw new AppError('VALIDATION_FAILED', { issues: [{ path: field, message }] });
}

/** What is left when width, case and what nobody sees make no difference. */
function toShown(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .trim()
    .toLowerCase();
}

/** Whether each character is as far from the one before: aaaaaaaa, 12345678, zyxwvuts. Lists leave these to rules. */
function isRun(text: string): boolean {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const [first = 0, second = first] = codes;
  const step = second - first;
  return Math.abs(step) <= 1 && codes.every((code, index) => code === first + index * step);
}

/** Read when it is first needed, so that no start waits for it. */
async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}
