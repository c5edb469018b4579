import { DunlinError } from '../dunlin-error.ts';

export function signInFirst(): DunlinError {
  return new DunlinError(
    'UNAUTHENTICATED',
    'Sign in first: a write in the outbox belongs to the account that made it, which tokens name as `userId`.',
  );
}
