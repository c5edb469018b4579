import { canRunWith } from '@dunlin/harness/external-program';
import { people, remarks, topics } from './community.ts';
import { type Person, register, upload } from './person.ts';
import { drawAvatar, drawLandscape, makeVideo } from './pictures.ts';

type Random = () => number;

/** People who follow each other, and what they have said, shown and answered until now; the same each time. */
export async function seed(
  baseUrl: string,
  { random, size = people.length, signal, onFirst = () => {} }: SeedOptions,
): Promise<Person[]> {
  const community: Person[] = [];
  for (const [index, name] of people.slice(0, size).entries()) {
    signal?.throwIfAborted();
    const person = await join(baseUrl, { name, index, random });
    community.push(person);
    if (index === 0) onFirst(person);
  }
  for (const person of community) await followSome(person, community, random);
  await showFilm(community, random);
  const rounds = Math.max(...topics.map(({ tweets }) => tweets.length));
  for (let round = 0; round < rounds; round += 1)
    for (const [index, person] of community.slice(0, topics.length).entries()) {
      // Everybody has something to say to a topic, not only who speaks of it most.
      const author = community[index + round * topics.length] ?? person;
      signal?.throwIfAborted();
      await say(author, { round, community, random });
    }
  return community;
}

interface SeedOptions {
  random: Random;
  /** People. */
  size?: number;
  signal?: AbortSignal;
  /** Told of the first as soon as one can sign in as them. */
  onFirst?: (person: Person) => void;
}

async function join(
  baseUrl: string,
  { name, index, random }: { name: string; index: number; random: Random },
): Promise<Person> {
  const topic = topics[index % topics.length];
  if (!topic) throw new Error('The demo has no topics');
  const person = await register(baseUrl, name, topic);
  const avatarMediaId = await upload(person, await drawAvatar(random, topic.hue), { type: 'image/jpeg' });
  await person.client.users.update({ id: person.id, avatarMediaId, bio: `Mostly #${topic.hashtag}.` });
  return person;
}

/** Who shares a topic follows each other; the first is followed by nearly all. */
async function followSome(person: Person, community: readonly Person[], random: Random): Promise<void> {
  for (const [index, other] of community.entries()) {
    if (other === person) continue;
    const inclination =
      other.topic === person.topic || person === community[0] ? 0.9 : index === 0 ? 0.8 : 0.25;
    if (random() < inclination) await person.client.follows.create({ id: other.id });
  }
}

/** One tweet, as often as not with a picture, and what it sets off. */
async function say(
  person: Person,
  { round, community, random }: { round: number; community: readonly Person[]; random: Random },
): Promise<void> {
  const { topic, client } = person;
  const mediaIds = random() < 0.45 ? await drawSome(person, random) : [];
  const text = `${topic.tweets[round % topic.tweets.length]} #${topic.hashtag}`;
  const tweet = await client.tweets.create({ text, mediaIds });
  const others = community.filter((other) => other !== person);
  for (const other of others) if (random() < 0.3) await other.client.likes.create({ id: tweet.id });
  await answer(tweet, { others, person, random });
  const [quoter, repeater] = [pick(others, random), pick(others, random)];
  if (random() < 0.15) await quoter.client.tweets.create({ text: pick(remarks, random), quotedId: tweet.id });
  if (random() < 0.3) await repeater.client.retweets.create({ id: tweet.id });
}

/** A few answers, some of them answered in turn. */
async function answer(
  tweet: { id: string },
  { others, person, random }: { others: readonly Person[]; person: Person; random: Random },
): Promise<void> {
  for (const text of person.topic.answers) {
    if (random() < 0.4) continue;
    const reply = await pick(others, random).client.tweets.create({ text, replyToId: tweet.id });
    await person.client.likes.create({ id: reply.id });
    if (random() < 0.4)
      await person.client.tweets.create({
        text: pick(['Yes!', 'Of course.', 'I will tell you.'], random),
        replyToId: reply.id,
      });
  }
}

async function drawSome(person: Person, random: Random): Promise<string[]> {
  const count = 1 + Math.floor(random() * 3);
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1)
    ids.push(
      await upload(person, await drawLandscape(random, person.topic.hue), {
        type: 'image/jpeg',
        altText: 'Hills under a low sun',
      }),
    );
  return ids;
}

/** Without ffmpeg there is none. */
async function showFilm([first]: readonly Person[], random: Random): Promise<void> {
  if (!first || !canRunWith('ffmpeg')) return;
  const film = await upload(first, await makeVideo(random, first.topic.hue), {
    type: 'video/mp4',
    altText: 'Hills that drift by',
  });
  await first.client.tweets.create({ text: 'From the train window, this morning.', mediaIds: [film] });
}

export function pick<Value>(values: readonly Value[], random: Random): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('There is nothing to pick from');
  return value;
}
