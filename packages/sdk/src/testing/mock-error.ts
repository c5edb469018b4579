import type { DunlinError, DunlinErrorCode, ErrorDetails } from '@dunlin/sdk';
import { DunlinError as MockError } from '../dunlin-error.ts';

/**
 * An error as an operation fails with: throw it in a stand-in, or let it be the stand-in.
 * @example createMockClient({ auth: { register: mockError('USERNAME_TAKEN') } });
 */
export function mockError<Code extends DunlinErrorCode>(
  code: Code,
  details: ErrorDetails = {},
): DunlinError<Code> {
  return new MockError(code, `The mock client answers ${code}.`, details);
}
