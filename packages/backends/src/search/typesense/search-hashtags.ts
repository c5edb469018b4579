import { toName } from '../names.ts';
import type { HashtagHit, NameSearch } from '../search.ts';
import type { TypesenseContext } from './context.ts';
import { findNames, toPage } from './find-names.ts';
import { countHashtags, magnitudeOf } from './hashtags.ts';
import { likenessOf, minLikeness } from './likeness.ts';

interface StoredHashtag {
  id: string;
  hashtag: string;
  name: string;
}

export async function searchHashtags(context: TypesenseContext, search: NameSearch): Promise<HashtagHit[]> {
  const { text, signal } = search;
  const spelt = text
    .trim()
    .replace(/^[#＃]/, '')
    .toLowerCase();
  const name = toName(spelt);
  const found = await findNames<StoredHashtag>(context, {
    ...{ kind: 'hashtags', spelt, name, sort: 'magnitude:desc', signal },
  });
  const alike = found.flatMap((hashtag) => {
    const order = orderOf({ spelt, name }, hashtag);
    return order === undefined ? [] : [{ ...hashtag, order }];
  });
  const counts = await countHashtags(context.send, {
    ...{ collection: context.collections.tweets, hashtags: alike.map(({ hashtag }) => hashtag), signal },
  });
  const candidates = alike.flatMap(({ id, hashtag, order }, index) => {
    const tweetCount = counts[index] ?? 0;
    const distance = 100 * order + 99 - magnitudeOf(tweetCount);
    return tweetCount === 0 ? [] : [{ id, distance, name: hashtag, tweetCount }];
  });
  return toPage(candidates, search).map(({ name, tweetCount, position }) => ({ name, tweetCount, position }));
}

/** As on Postgres: exact first, then the same in ASCII, then beginning so, then alike. */
function orderOf(asked: { spelt: string; name: string }, { hashtag, name }: StoredHashtag) {
  if (hashtag === asked.spelt) return 0;
  if (name === asked.name) return 1;
  if (name.startsWith(asked.name)) return 2;
  return likenessOf(asked.name, name) < minLikeness ? undefined : 3;
}
