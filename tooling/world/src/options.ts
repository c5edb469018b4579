import { parseArgs } from 'node:util';

export const usage = `npm run world -- [options]

Makes a community at size, the same each time, in a data folder that \`DATA_DIR=FOLDER npm start\` serves: extremes included, with
counters, timelines, search documents and notifications as the server itself would have them. Run again, it goes on where it was ended.

  --tweets N     how many, between 3,000 and 10,000,000 (default 100000); of users there is one for 30
  --data-dir F   the folder (default data/world)
  --verify       recompute all of it from the truth when it is made, as \`npm run verify-data\` does`;

export interface Options {
  tweets: number;
  dataDir: string;
  verify: boolean;
}

/** @throws TypeError that says what is wrong with the command line */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tweets: { type: 'string', default: '100000' },
      'data-dir': { type: 'string', default: 'data/world' },
      verify: { type: 'boolean', default: false },
    },
  });
  const tweets = /^\d{4,8}$/.test(values.tweets) ? Number(values.tweets) : 0;
  if (tweets < 3_000 || tweets > 10_000_000)
    throw new TypeError('--tweets must be a whole number between 3,000 and 10,000,000');
  return { tweets, dataDir: values['data-dir'], verify: values.verify };
}
