import pg from 'pg';

/** Whether a statement failed because a row of that key is there. */
export function isUniqueViolation(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && error.code === '23505';
}
