import { useClient } from '@dunlin/react';
import type { CreateTweetInput } from '@dunlin/sdk';
import type { Outbox } from '@dunlin/sdk/outbox';
import { useEffect, useRef, useState } from 'react';
import { type DraftStorage, keptDraft } from './kept-draft.ts';
import { type SubmissionError, useSubmission } from './use-submission.ts';
import { type Uploads, useUploads } from './use-uploads.ts';
import { weightedLength } from './weighted-length.ts';

/**
 * What a form to write a tweet needs: the text with its length as the server counts it, files that upload while one writes,
 * and a `submit` that posts once, however often it is called.
 * @example
 * const { text, setText, remaining, addFiles, canSubmit, submit } = useComposer({ replyToId });
 */
export function useComposer({
  maxLength = 280,
  draftStorage,
  outbox,
  ...tweet
}: ComposerOptions = {}): Composer {
  const client = useClient();
  const { media, clear, ...uploads } = useUploads();
  const isSubmitted = useRef(false);
  // Of one account, and of one thing to answer or quote; of who is not known, none is kept.
  const { userId } = client.session.current ?? {};
  const draft = keptDraft(
    userId === undefined ? undefined : draftStorage,
    [userId, tweet.replyToId, tweet.quotedId].join(),
  );
  const [text, setText] = useState(draft.read);
  useEffect(() => draft.write(text), [text]);
  const length = weightedLength(text);
  const uploaded = media.flatMap((one) => (one.status === 'uploaded' ? one : []));

  // What one has written is for nobody who signs in next.
  const forget = () => {
    draft.write('');
    setText('');
    clear();
  };
  useEffect(() => client.session.onChange(({ type }) => type !== 'refreshed' && forget()), [client]);

  const submission = useSubmission(tweet, outbox, {
    onSuccess(_outcome, sent) {
      // What was written meanwhile stays.
      setText((now) => (now === sent.text ? '' : now));
      for (const { key } of sent.uploaded) uploads.remove(key);
    },
    onSettled() {
      isSubmitted.current = false;
    },
  });
  const isWritten = text.trim() !== '' || media.length > 0;
  const isReady = isWritten && length <= maxLength && uploaded.length === media.length;
  const canSubmit = isReady && !submission.isPending;

  return {
    ...{ text, setText, length, media, canSubmit },
    remaining: maxLength - length,
    addFiles: uploads.add,
    removeMedia: uploads.remove,
    describeMedia: uploads.describe,
    isPosting: submission.isPending,
    isWaiting: submission.data === 'waiting',
    error: submission.error,
    submit() {
      // A second call comes before the component knows of the first.
      if (!canSubmit || isSubmitted.current) return;
      isSubmitted.current = true;
      submission.mutate({ text, uploaded });
    },
  };
}

export interface ComposerOptions extends Omit<CreateTweetInput, 'text' | 'mediaIds'> {
  /** What the server allows. Default: 280. */
  maxLength?: number | undefined;
  /** Keeps the text over a reload until it is posted, for each account its own; `sessionStorage` keeps it for one tab. None unless given. */
  draftStorage?: DraftStorage | undefined;
  /** Of `@dunlin/sdk/outbox`: what is submitted while there is no line waits there, also over a restart, and is sent once. Else it fails. */
  outbox?: Pick<Outbox, 'add'> | undefined;
}

export interface Composer {
  text: string;
  setText: (text: string) => void;
  /** As X counts: CJK and emoji are 2, a URL is 23. */
  length: number;
  /** Negative when it is too long. */
  remaining: number;
  /** In the order in which the tweet will show them. */
  media: Uploads['media'];
  /** Each is uploaded at once. */
  addFiles: Uploads['add'];
  removeMedia: Uploads['remove'];
  /** Says what there is to see, for those who cannot see it. */
  describeMedia: Uploads['describe'];
  /** Whether there is something to post, not too long, with all files uploaded. */
  canSubmit: boolean;
  /** Posts, and then empties the composer of what was posted; does nothing unless `canSubmit`. */
  submit: () => void;
  isPosting: boolean;
  /** Whether what was submitted last waits in the outbox until there is a line. */
  isWaiting: boolean;
  /** Why it could not be posted; what was written is still there. */
  error: SubmissionError | null;
}
