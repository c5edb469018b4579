export { createMockClient, type MockClientOptions } from './testing/create-mock-client.ts';
export { mockError } from './testing/mock-error.ts';
export type { MockUpload } from './testing/mock-fetch.ts';
export { type MockStream, mockStream } from './testing/mock-stream.ts';
export type { StandIn, StandIns } from './testing/stand-ins.ts';
