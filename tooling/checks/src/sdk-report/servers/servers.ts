import type { SubjectServer } from '../behaviours/subject-server.ts';
import { atproto } from './atproto.ts';
import { startDunlin } from './dunlin.ts';
import { startFakeServer } from './fake-server.ts';
import { feedsClient } from './feeds-client.ts';
import { masto } from './masto.ts';
import { misskeyJs } from './misskey-js.ts';
import { octokit } from './octokit.ts';
import { streamChat } from './stream-chat.ts';
import { supabase } from './supabase.ts';

/** By the name of the SDK whose client talks to it. */
export const servers: Record<string, () => Promise<SubjectServer>> = {
  dunlin: startDunlin,
  masto: () => startFakeServer(masto),
  'misskey-js': () => startFakeServer(misskeyJs),
  atproto: () => startFakeServer(atproto),
  octokit: () => startFakeServer(octokit),
  supabase: () => startFakeServer(supabase),
  'stream-chat': () => startFakeServer(streamChat),
  'feeds-client': () => startFakeServer(feedsClient),
};
