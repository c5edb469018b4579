import type { DunlinErrorCode, FieldIssue } from '@dunlin/sdk';
import { useErrorText } from './use-error-text.ts';

/** What a refused form says: beside the field that is meant, and what is about none of them. */
export function useFieldErrors(
  error: Refusal | null,
  fields: Readonly<Record<string, readonly DunlinErrorCode[]>>,
): { of: (field: string) => string | undefined; rest: string | undefined } {
  const errorText = useErrorText();
  const of = (field: string) => {
    if (!error) return undefined;
    const issue = error.issues.find(({ path }) => path === field);
    if (issue) return issue.message;
    return fields[field]?.includes(error.code) ? errorText(error) : undefined;
  };
  const isSaid = Object.keys(fields).some((field) => of(field) !== undefined);
  const rest = error && !isSaid ? (error.issues[0]?.message ?? errorText(error)) : undefined;
  return { of, rest };
}

interface Refusal {
  code: DunlinErrorCode;
  message: string;
  issues: readonly FieldIssue[];
}
