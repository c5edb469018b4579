/**
 * - `unreachable`: no node answered in time.
 * - `not ready`: a node is starting, lags or has no leader.
 * - `refused`: it does not take the key.
 * - `missing`: a collection is not there; what it held is lost, or was never built.
 * - `incompatible`: the server, or what it holds, is of another version.
 * - `rejected`: it takes the request for wrong, which is a fault of ours.
 */
export type TypesenseFault =
  | 'unreachable'
  | 'not ready'
  | 'refused'
  | 'missing'
  | 'incompatible'
  | 'rejected';

/** Names neither the key nor what was sent. */
export class TypesenseError extends Error {
  override readonly name = 'TypesenseError';
  readonly fault: TypesenseFault;

  constructor(fault: TypesenseFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
