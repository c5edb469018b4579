import type { Media, RetweetedTweet, Tweet, User } from '@dunlin/sdk';
import { profilePath, tagPath, threadPath } from '../paths.ts';
import { describeMedia } from '../tweet/describe-media.ts';
import type { Words } from '../words/words.tsx';
import type { VisitorPage } from './visitor-page.ts';

/** What others are told of a page: search engines, and those who show a link to it. */
export interface PageDescription {
  title: string;
  /** Undefined of a page that is not there, of which nothing is told. */
  shared: SharedDescription | undefined;
  isIndexed: boolean;
}

export interface SharedDescription {
  /** The address that the page has above others, from the base of the server. */
  path: string;
  type: 'profile' | 'article' | 'website';
  text: string;
  /** Of a profile. */
  username: string | undefined;
  /** Of a tweet. */
  posting: Posting | undefined;
  /** The same in other forms: a list as feeds, a tweet as what is put into another page. */
  alternates: readonly { type: string; path: string; of?: string }[];
  picture: SharedPicture | undefined;
  video: SharedFile | undefined;
}

/** Addresses are those of the API, from the base of the server. */
export interface SharedFile {
  url: string;
  type: string;
  width: number | null;
  height: number | null;
}

export interface Posting {
  text: string;
  author: { name: string; username: string };
  createdAt: string;
  editedAt: string | null;
}

interface SharedPicture extends SharedFile {
  alt: string | null;
  /** Whether it is what the page is about. */
  isLarge: boolean;
}

/** As long as those show it who cut it, and those who refuse what is longer do not. */
const maxTitle = 80;
const maxText = 500;

export function describePage(page: VisitorPage, words: Words): PageDescription {
  if (page.kind === 'missing')
    return { title: words.visitor[page.reason].title, shared: undefined, isIndexed: false };
  if (page.kind === 'thread') {
    const tweet = page.tweet.retweetOf ?? page.tweet;
    return { title: nameOf(tweet.author), shared: describeTweet(tweet, words), isIndexed: page.isIndexed };
  }
  if (page.kind === 'tag')
    return { title: `#${page.tag}`, shared: describeTag(page.tag, words), isIndexed: page.isIndexed };
  return { title: nameOf(page.user), shared: describeProfile(page.user, words), isIndexed: page.isIndexed };
}

function describeProfile(user: User, words: Words): SharedDescription {
  return {
    ...{ path: profilePath(user), type: 'profile', username: user.username, posting: undefined },
    text: cut(user.bio, maxText) || words.profile.tweetCount(user.tweetCount),
    picture: toAvatar(user),
    video: undefined,
    alternates: feedsOf(profilePath(user)),
  };
}

function describeTag(tag: string, words: Words): SharedDescription {
  return {
    ...{ path: tagPath(tag), type: 'website', text: words.visitor.tagged(tag) },
    ...{ username: undefined, posting: undefined, picture: undefined, video: undefined },
    alternates: feedsOf(tagPath(tag)),
  };
}

function feedsOf(path: string): SharedDescription['alternates'] {
  return [
    { type: 'application/atom+xml', path: `${path}.atom` },
    { type: 'application/feed+json', path: `${path}.json` },
  ];
}

function describeTweet(tweet: Tweet | RetweetedTweet, words: Words): SharedDescription {
  const [first] = tweet.media;
  return {
    ...{ path: threadPath(tweet), type: 'article', username: undefined },
    posting: toPosting(tweet),
    text: cut(tweet.text || (first ? describeMedia(first, words) : ''), maxText),
    picture: (first && toPicture(first)) ?? toAvatar(tweet.author),
    alternates: [{ type: 'application/json+oembed', path: '/oembed', of: threadPath(tweet) }],
    video: first && first.kind !== 'image' ? toVideo(first) : undefined,
  };
}

function toPosting({ text, author, createdAt, editedAt }: Tweet | RetweetedTweet): Posting {
  return { text, author: { name: author.displayName, username: author.username }, createdAt, editedAt };
}

function nameOf({ displayName, username }: Pick<User, 'displayName' | 'username'>): string {
  const name = ` (@${username})`;
  return `${cut(displayName, maxTitle - name.length)}${name}`;
}

function toPicture({ variants, posterUrl, altText }: Media): SharedPicture | undefined {
  const pictures = variants.filter(({ type }) => type === 'image/jpeg').sort((a, b) => b.width - a.width);
  // Some take no picture of more than a megabyte, and none but JPEG and PNG.
  const shown = pictures.find(({ url }) => url === posterUrl) ?? pictures.find(({ width }) => width <= 1_280);
  if (!shown) return undefined;
  const { url, type, width, height } = shown;
  return { url, type, width, height, alt: altText, isLarge: true };
}

function toAvatar({ avatarUrl }: Pick<User, 'avatarUrl'>): SharedPicture | undefined {
  if (avatarUrl === null) return undefined;
  // Each size of a picture is there in both forms, and some take no WebP.
  const url = avatarUrl.replace('.webp', '.jpg');
  return { url, type: 'image/jpeg', width: null, height: null, alt: null, isLarge: false };
}

function toVideo({ variants }: Media): SharedFile | undefined {
  const video = variants.find(({ type }) => type.startsWith('video/'));
  return video && { url: video.url, type: video.type, width: video.width, height: video.height };
}

function cut(text: string, max: number): string {
  const points = [...text];
  return points.length <= max ? text : `${points.slice(0, max - 1).join('')}…`;
}
