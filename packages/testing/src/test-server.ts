import type { ClientOptions, CreateTweetInput, DunlinClient, Tweet } from '@dunlin/sdk';
import type { TestClock, Time } from './clock.ts';
import type { FaultRule } from './faults.ts';
import type { SeenRequest } from './requests.ts';
import type { TestUser, TestUserOptions } from './test-user.ts';
import type { World, WorldOf } from './world.ts';

export interface TestServerOptions {
  /** When the clock stands at first; when the server starts unless given. */
  now?: Time;
  /** Whether limits are those of production; nobody reaches them unless so. */
  rateLimits?: boolean;
  /** Origins whose pages may call it, for tests in a browser. */
  corsOrigins?: string[];
}

/** A real server, in a thread of this process, with a database of its own. */
export interface TestServer extends AsyncDisposable {
  /** Where it listens on 127.0.0.1, without a slash at its end; stays over `reset`. */
  readonly url: string;
  readonly clock: TestClock;
  readonly faults: TestFaults;
  /** A client of its own, signed in as this user, also in a storage that is given; or as nobody. */
  client(user?: TestUser | string, options?: TestClientOptions): Promise<DunlinClient>;
  /** Registers somebody. @throws TestServerError as `auth.register` refuses it */
  user(username: string, options?: TestUserOptions): Promise<TestUser>;
  tweet(author: TestUser, text: string, input?: Omit<CreateTweetInput, 'text'>): Promise<Tweet>;
  follow(follower: TestUser, followee: TestUser): Promise<void>;
  /** Users, follows and tweets at once, with all their consequences. */
  world<const Name extends string>(world: World<Name>): Promise<WorldOf<Name>>;
  /**
   * Resolves when everything so far has had all its consequences: timelines, notifications, counts, search.
   * @throws TestServerError when one failed
   */
  drain(): Promise<void>;
  /** What reached it, in order. */
  requests(): Promise<SeenRequest[]>;
  /** Begins anew: an empty database, the clock as at the start, no faults; clients and streams of before are signed out. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestFaults {
  /** Lets something go wrong; several wait their turn. */
  next(rule: FaultRule): Promise<void>;
  /** Ends the connections of all live streams; they may come back. */
  cutStreams(): Promise<void>;
  /** Ends all connections, whatever they are doing. */
  closeConnections(): Promise<void>;
  /** Takes back all faults that have not happened. */
  off(): Promise<void>;
}

/** As for `createClient`. */
export type TestClientOptions = Omit<ClientOptions, 'baseUrl'>;
