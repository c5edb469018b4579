import { parse } from 'csv-parse/sync';

export interface TweetRecord {
  username: string;
  text: string;
}

/**
 * The tweets of a CSV file with the columns `username` and `text`, in the order of the file; other columns are ignored.
 * A record that is cut or lacks one of the two is skipped.
 * @throws Error when the header names no such columns.
 */
export function readTweets(csv: string): { tweets: TweetRecord[]; skipped: number } {
  let skipped = 0;
  const skip = (): undefined => void skipped++;
  const records: unknown[] = parse(csv, {
    bom: true,
    columns: assertColumns,
    skipEmptyLines: true,
    skipRecordsWithError: true,
    onSkip: skip,
  });
  const tweets = records.filter(isTweet).map(({ username, text }) => ({ username, text }));
  return { tweets, skipped: skipped + records.length - tweets.length };
}

function assertColumns(header: string[]): string[] {
  for (const column of ['username', 'text']) {
    if (!header.includes(column)) throw new Error(`The tweets file has no column "${column}".`);
  }
  return header;
}

function isTweet(record: unknown): record is TweetRecord {
  const { username, text } = record as Partial<TweetRecord>; // `as`: the parser makes an object of each record.
  return Boolean(username && text);
}
