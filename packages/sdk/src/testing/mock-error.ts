import { DunlinError, type DunlinErrorCode, type ErrorDetails } from '../dunlin-error.ts';

/**
 * An error as an operation fails with: throw it in a stand-in, or let it be the stand-in.
 * @example createMockClient({ auth: { register: mockError('USERNAME_TAKEN') } });
 */
export function mockError<Code extends DunlinErrorCode>(
  code: Code,
  details: ErrorDetails = {},
): DunlinError<Code> {
  return new DunlinError(code, `The mock client answers ${code}.`, details);
}
