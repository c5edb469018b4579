import { type ErrorOf, useClient, usePost } from '@dunlin/react';
import type { CreateTweetInput, DunlinClient, UpdateMediaInput } from '@dunlin/sdk';
import type { Outbox } from '@dunlin/sdk/outbox';
import { type UseMutationOptions, useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import type { ComposerMedia } from './composer-media.ts';

/** What was in the composer when it was submitted. */
export interface Sent {
  text: string;
  uploaded: Extract<ComposerMedia, { status: 'uploaded' }>[];
}

export type SubmissionError =
  | ErrorOf<DunlinClient['tweets']['create']>
  | ErrorOf<DunlinClient['media']['update']>;

/** Posts what was submitted, or has it wait in the outbox where there is no line. */
export function useSubmission(
  tweet: Omit<CreateTweetInput, 'text' | 'mediaIds'>,
  outbox: Pick<Outbox, 'add'> | undefined,
  callbacks: Pick<Submission, 'onSuccess' | 'onSettled'>,
) {
  const client = useClient();
  const post = usePost();
  const tried = useRef('');
  return useMutation<'posted' | 'waiting', SubmissionError, Sent>({
    mutationKey: ['dunlin', 'composer'],
    async mutationFn(sent) {
      const { input, described } = toWrites(tweet, sent);
      const draft = JSON.stringify(input);
      // What may have reached the server is sent again as what it was: the outbox would make another tweet of it.
      if (outbox && draft !== tried.current && isCutOff(client))
        return keepForLater(outbox, input, described);
      tried.current = draft;
      await Promise.all(described.map((one) => client.media.update(one)));
      await post.mutateAsync(input);
      tried.current = '';
      return 'posted';
    },
    networkMode: outbox ? 'always' : 'online',
    ...callbacks,
    retry: false,
  });
}

function toWrites(tweet: Omit<CreateTweetInput, 'text' | 'mediaIds'>, { text, uploaded }: Sent) {
  const mediaIds = uploaded.map((one) => one.media.id);
  const input: CreateTweetInput = { ...tweet, text, ...(mediaIds.length > 0 && { mediaIds }) };
  const described = uploaded.flatMap(({ media: { id }, altText }) => (altText === '' ? [] : { id, altText }));
  return { input, described };
}

function isCutOff({ connection: { state } }: DunlinClient): boolean {
  return state === 'offline' || state === 'unreachable';
}

/** The outbox sends in order: a tweet after what describes its pictures. */
async function keepForLater(
  outbox: Pick<Outbox, 'add'>,
  input: CreateTweetInput,
  described: readonly UpdateMediaInput[],
): Promise<'waiting'> {
  for (const one of described) await outbox.add('media.update', one);
  await outbox.add('tweets.create', input);
  return 'waiting';
}

type Submission = UseMutationOptions<'posted' | 'waiting', SubmissionError, Sent>;
