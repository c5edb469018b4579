import { useWords } from '../words/words.tsx';

/** Says in the reader's language what went wrong. */
export function useErrorText(): (error: { code?: string; message: string }) => string {
  const { errors } = useWords();
  return ({ code, message }) => (code === undefined ? undefined : errors[code]) ?? message;
}
