export type { Span, TestClock, Time } from './clock.ts';
export type { Fault, FaultRule, OperationName } from './faults.ts';
export type { SeenRequest } from './requests.ts';
export { startTestServer } from './start-test-server.ts';
export type {
  TestClientOptions,
  TestFaults,
  TestServer,
  TestServerOptions,
} from './test-server.ts';
export { TestServerError } from './test-server-error.ts';
export type { TestUser, TestUserOptions } from './test-user.ts';
export type { World, WorldOf, WorldTweet } from './world.ts';
