/**
 * What went wrong in the server, outside of a request.
 * @example await assert.rejects(server.drain(), TestServerError);
 */
export class TestServerError extends Error {
  override name = 'TestServerError';
  /** Such as `USERNAME_TAKEN` of a seed, or `PLATFORM_UNSUPPORTED`. */
  readonly code: string | undefined;

  constructor({
    message,
    code,
    stack,
  }: { message: string; code: string | undefined; stack: string | undefined }) {
    super(message);
    this.code = code;
    if (stack !== undefined) this.stack += `\nIn the server: ${stack}`;
  }
}
