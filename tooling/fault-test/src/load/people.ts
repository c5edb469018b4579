import { createClient, type DunlinClient, memoryStorage, type TokenStorage } from '@dunlin/sdk';
import type { Installation } from '../installation/installation.ts';
import { insertFollows } from './insert-follows.ts';
import type { RequestLog } from './request-log.ts';

const followeesOfEach = 10;
/** Hashing a password takes a core for a while. */
const registeredAtOnce = 4;

export interface Person {
  id: string;
  username: string;
  client: DunlinClient;
  storage: TokenStorage;
}

export interface Reader extends Person {
  /** Ids of the authors whose tweets come to the reader's timeline, from before the first tweet to the end. */
  followees: ReadonlySet<string>;
}

/** Who takes part in the load. */
export interface People {
  authors: readonly Person[];
  readers: readonly Reader[];
  /** Tweets only when a case says so. */
  popular: Person;
}

/** Registers as many authors as readers, each of whom follows some authors. */
export async function registerPeople(
  { url, openDatabase }: Installation,
  { readers: count, log }: { readers: number; log: RequestLog },
): Promise<People> {
  const authors = await registerAll(url, {
    prefix: 'author',
    count: Math.max(count, followeesOfEach + 1),
    log,
  });
  const readers = (await registerAll(url, { prefix: 'reader', count, log })).map((reader, index) => ({
    ...reader,
    followees: new Set(chooseFollowees(authors, index)),
  }));
  const follows = readers.flatMap(({ id: followerId, followees }) =>
    [...followees].map((followeeId) => ({ followerId, followeeId })),
  );
  await insertFollows(await openDatabase(), follows);
  return { authors, readers, popular: await register(url, 'popular', log) };
}

function chooseFollowees(authors: readonly Person[], index: number): string[] {
  return Array.from(
    { length: followeesOfEach },
    (_, step) => authors[(index + step) % authors.length]?.id ?? '',
  );
}

async function registerAll(
  url: string,
  { prefix, count, log }: { prefix: string; count: number; log: RequestLog },
): Promise<Person[]> {
  const people: Person[] = [];
  for (let start = 0; start < count; start += registeredAtOnce) {
    const numbers = Array.from({ length: Math.min(registeredAtOnce, count - start) }, (_, i) => start + i);
    people.push(...(await Promise.all(numbers.map((number) => register(url, `${prefix}_${number}`, log)))));
  }
  return people;
}

async function register(url: string, username: string, log: RequestLog): Promise<Person> {
  const storage = memoryStorage();
  const client = createClient({ baseUrl: url, storage, fetch: log.fetchFor('write') });
  const { user } = await client.auth.register({
    username,
    email: `${username}@example.org`,
    password: `the password of ${username}`,
  });
  return { id: user.id, username, client, storage };
}
