import { createSender } from '@dunlin/harness/http-sender';
import { neighbourAddress, signIn } from './account.ts';
import type { Answers } from './attack.ts';
import { readResidentMb, waitUntilBack, watchPeak } from './memory.ts';
import { type Noticed, openNeighbour } from './neighbour.ts';
import type { Scenario } from './scenario.ts';
import { runAttack } from './start-attack.ts';
import type { World } from './world.ts';

const quietSeconds = 5;

export interface Outcome {
  scenario: string;
  /** Of the server: which of those that are compared. */
  version: string;
  noticed: Noticed;
  answers: Answers;
  idleMb: number;
  peakMb: number;
  /** Seconds until memory was back; undefined when it was not within a minute. */
  backAfter: number | undefined;
}

export async function runScenario(
  { name, sendsPictures = false }: Scenario,
  { world, version, seconds, withinSeconds = 60 }: RunOptions,
): Promise<Outcome> {
  await using server = await world.startServer(`${name}-${version}`);
  const { url, pid } = server;
  const { attacker, tweetId } = await signInAttacker(url);
  using neighbour = await openNeighbour(url);
  await neighbour.live(quietSeconds);
  const idleMb = readResidentMb(pid);
  using peak = watchPeak(pid);
  const [noticed, answers] = await Promise.all([
    neighbour.live(seconds, { sendsPictures }),
    runAttack({ scenario: name, url, attacker, tweetId, seconds }),
  ]);
  const backAfter = await waitUntilBack(pid, { idleMb, withinSeconds });
  return { scenario: name, version, noticed, answers, idleMb, peakMb: peak.peakMb(), backAfter };
}

interface RunOptions {
  world: World;
  version: string;
  /** How long it lasts. */
  seconds: number;
  /** How long the server has to give back its memory. */
  withinSeconds?: number;
}

async function signInAttacker(url: string) {
  using sender = createSender(url, { address: neighbourAddress, connections: 1 });
  const attacker = await signIn(sender, 'attacker');
  const { text } = await sender.send({
    path: `/api/users/${attacker.id}/tweets?limit=1`,
    token: attacker.token,
  });
  const [, tweetId] = /"items":\[\{"id":"(\d+)"/.exec(text) ?? [];
  if (tweetId === undefined) throw new Error(`the attacker has no tweets: ${text.slice(0, 200)}`);
  return { attacker, tweetId };
}
