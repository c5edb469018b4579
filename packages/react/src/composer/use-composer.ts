import { type ErrorOf, useClient, usePost } from '@dunlin/react';
import type { CreateTweetInput, DunlinClient } from '@dunlin/sdk';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ComposerMedia } from './composer-media.ts';
import { type DraftStorage, keptDraft } from './kept-draft.ts';
import { type Uploads, useUploads } from './use-uploads.ts';
import { weightedLength } from './weighted-length.ts';

/**
 * What a form to write a tweet needs: the text with its length as the server counts it, files that upload while one writes,
 * and a `submit` that posts once, however often it is called.
 * @example
 * const { text, setText, remaining, addFiles, canSubmit, submit } = useComposer({ replyToId });
 */
export function useComposer({ maxLength = 280, draftStorage, ...tweet }: ComposerOptions = {}): Composer {
  const client = useClient();
  const post = usePost();
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

  const submission = useMutation<void, NonNullable<Composer['error']>, Sent>({
    mutationKey: ['dunlin', 'composer'],
    async mutationFn({ text, uploaded }) {
      const described = uploaded.filter(({ altText }) => altText !== '');
      await Promise.all(described.map(({ media: { id }, altText }) => client.media.update({ id, altText })));
      const mediaIds = uploaded.map((one) => one.media.id);
      await post.mutateAsync({ ...tweet, text, ...(mediaIds.length > 0 && { mediaIds }) });
    },
    onSuccess(_nothing, sent) {
      // What was written meanwhile stays.
      setText((now) => (now === sent.text ? '' : now));
      for (const { key } of sent.uploaded) uploads.remove(key);
    },
    onSettled() {
      isSubmitted.current = false;
    },
    retry: false,
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
    error: submission.error,
    submit() {
      // A second call comes before the component knows of the first.
      if (!canSubmit || isSubmitted.current) return;
      isSubmitted.current = true;
      submission.mutate({ text, uploaded });
    },
  };
}

interface Sent {
  text: string;
  uploaded: Extract<ComposerMedia, { status: 'uploaded' }>[];
}

export interface ComposerOptions extends Omit<CreateTweetInput, 'text' | 'mediaIds'> {
  /** What the server allows. Default: 280. */
  maxLength?: number | undefined;
  /** Keeps the text over a reload until it is posted, for each account its own; `sessionStorage` keeps it for one tab. None unless given. */
  draftStorage?: DraftStorage | undefined;
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
  /** Why it could not be posted; what was written is still there. */
  error: ErrorOf<DunlinClient['tweets']['create']> | ErrorOf<DunlinClient['media']['update']> | null;
}
