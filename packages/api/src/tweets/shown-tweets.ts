import { shareJson } from '../core/shared-json.ts';
import { toMedia } from '../media/present.ts';
import { toUserSummary } from '../users/present.ts';
import type { Author, UserView } from '../users/queries.ts';
import type { TweetView } from './queries.ts';
import type { QuotedTweet, RetweetedTweet, Tweet } from './schema.ts';

/** What a tweet is shown with: those that the viewer may see. */
export interface Seen {
  author: UserView;
  viewer: Tweet['viewer'];
  quoted?: QuotedTweet | null;
  retweetOf?: RetweetedTweet | null;
}

/** Most viewers see a tweet without marks of theirs, and the rest with one of seven sets. */
const maxVariants = 8;
const variantsOf = new WeakMap<TweetView, Variant[]>();

/** The same object for all who see the same, so that its JSON is made once too. */
export function showTweet<Parts extends Seen>(view: TweetView, seen: Parts): ShownTweet<Parts> {
  const variants = variantsOf.get(view) ?? [];
  const known = variants.find((variant) => isSame(variant.seen, seen));
  // `as`: it was made of the same parts.
  if (known) return known.shown as ShownTweet<Parts>;
  const { author, ...others } = seen;
  const shown = shareJson({ ...toTweetFields(view, author), ...others });
  variantsOf.set(view, [{ seen, shown }, ...variants.slice(0, maxVariants - 1)]);
  return shown;
}

/** What of a tweet is the same for everybody. */
export function toTweetFields(view: TweetView, author: Author): Omit<QuotedTweet, 'viewer'> {
  const { id, text, createdAt, editedAt, version, replyToId, conversationId, quotedId } = view;
  const { quoteDetached, entities, media, counts } = view;
  return {
    ...{ id, text, createdAt, editedAt, version, author: toUserSummary(author) },
    ...{ replyToId, conversationId, quotedId, quoteDetached },
    replyPolicy: replyToId === null ? (view.replyRule?.policy ?? 'everyone') : null,
    quotePolicy: view.quoteRule?.policy ?? 'everyone',
    ...{ entities, counts },
    media: media.map((row) => toMedia(row, author.mediaEpoch)),
  };
}

function isSame(a: Seen, b: Seen): boolean {
  return (
    a.author === b.author && a.viewer === b.viewer && a.quoted === b.quoted && a.retweetOf === b.retweetOf
  );
}

interface Variant {
  seen: Seen;
  shown: object;
}

type ShownTweet<Parts extends Seen> = Omit<QuotedTweet, 'viewer'> & Omit<Parts, 'author'>;
