import assert from 'node:assert/strict';
import { makePhoto, makeVideo } from '@dunlin/harness/sample-media';
import { type Outcome, uploadAndWait } from '../media-torture/upload-and-wait.ts';
import { uploadInTwoParts } from '../media-torture/upload-in-two-parts.ts';
import type { Accounts } from './register-accounts.ts';

export async function checkMedia(url: string, { author: { token } }: Accounts): Promise<string> {
  const photo = await makePhoto({ width: 1600, height: 1200 }, { noise: true });
  const video = await makeVideo({ width: 640, height: 360 }, { seconds: 2 });
  const picture = await uploadAndWait(url, { token, bytes: photo });
  assert.match(picture.summary, /^image ready 1200x1600/);
  const film = await uploadAndWait(url, { token, bytes: video });
  assert.match(film.summary, /^video ready 640x360 transcoded/);
  const resumed = await uploadInTwoParts(url, { token, bytes: photo, share: 0.4 });
  assert.match(resumed.outcome.summary, /^image ready 1200x1600/);
  assert(resumed.offset > 0, 'nothing of the first part had come');
  return [
    `a picture of ${toKb(photo)} ready after ${toSeconds(picture)}`,
    `a video of ${toKb(video)} transcoded after ${toSeconds(film)}`,
    `the picture again, cut at ${resumed.offset} bytes, after ${toSeconds(resumed.outcome)}`,
  ].join('; ');
}

function toKb({ length }: Buffer): string {
  return `${Math.round(length / 1000)} kB`;
}

function toSeconds({ ms }: Outcome): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
