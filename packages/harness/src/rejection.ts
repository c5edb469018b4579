import { describeError, type ErrorDescription } from '@dunlin/api';

/** What a call that must fail tells its caller. */
export async function rejection(call: Promise<unknown>): Promise<ErrorDescription> {
  try {
    await call;
  } catch (error) {
    return describeError(error);
  }
  throw new Error('the call was expected to fail, and did not');
}
