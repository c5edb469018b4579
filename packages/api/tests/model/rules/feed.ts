import { countsOf } from './counts.ts';
import { describeTweet } from './describe.ts';
import { isForHome } from './home.ts';
import { countInteractions, type ReasonType, rank, scoreOf } from './score.ts';
import { comesUnasked, hearsOf, isActive } from './sight.ts';
import { type Account, has, type Tweet, type World } from './world.ts';

/** Likes looked at of each whom the viewer follows, the latest. */
const likesOfEach = 10;
/** Accounts named in a reason. */
const maxNamed = 3;

/** Each tweet of others once, with why it comes and what that is worth; best first. */
export function feedOf(world: World, viewer: Account) {
  const candidates = world.tweets.flatMap((tweet) => {
    if (tweet.retweetOf || tweet.by === viewer || !comesUnasked(world, viewer, tweet)) return [];
    const reasons = reasonsOf(world, viewer, tweet);
    const endorsers = new Set(reasons.flatMap(({ accounts }) => accounts)).size;
    const score = scoreOf({
      reasons: reasons.map(({ type }) => type),
      ...{ counts: countsOf(world, tweet), endorsers },
      interactions: countInteractions(world, viewer, tweet.by),
    });
    return reasons.length > 0 ? [{ by: tweet.by, tweet, reasons, score }] : [];
  });
  return rank(candidates).map(({ tweet, reasons, score }) => ({
    tweet: describeTweet(world, viewer, { tweet, unasked: true }),
    reasons: reasons.map(({ type, accounts }) =>
      describeReason(
        type,
        accounts.map(({ name }) => name),
      ),
    ),
    score,
  }));
}

/** Who did it, or how many where not all are named. */
export function describeReason(type: string, names: readonly string[], count = names.length): string {
  return [type, ...(count > maxNamed ? [count] : names.toSorted())].join(' ');
}

/** Nobody brings a tweet of their own to others by liking, answering or retweeting it. */
function reasonsOf(world: World, viewer: Account, tweet: Tweet): Reason[] {
  const home = world.tweets.filter(
    (other) => other.by !== viewer && isForHome(world, viewer, other) && comesUnasked(world, viewer, other),
  );
  const others = (accounts: readonly Account[]) => [
    ...new Set(accounts.filter((account) => account !== tweet.by && hearsOf(world, viewer, account))),
  ];
  const related = (relation: 'retweetOf' | 'replyTo') =>
    others(home.filter((other) => other[relation] === tweet).map(({ by }) => by));
  const followees = world.accounts.filter((account) => has(world.follows, viewer, account));
  const likers = followees.filter((account) => latestLikes(world, account).includes(tweet));
  const reasons: Reason[] = [
    { type: 'retweetedBy', accounts: related('retweetOf') },
    { type: 'repliedBy', accounts: related('replyTo') },
    { type: 'likedBy', accounts: others(likers) },
  ];
  return [
    ...(home.includes(tweet) ? [{ type: 'following' as const, accounts: [] }] : []),
    ...reasons.filter(({ accounts }) => accounts.length > 0),
    ...(isPopular(world, tweet) ? [{ type: 'popular' as const, accounts: [] }] : []),
  ];
}

function latestLikes({ likes }: World, account: Account): Tweet[] {
  return likes
    .filter(({ by }) => by === account)
    .map(({ tweet }) => tweet)
    .slice(-likesOfEach);
}

/** What everyone may see and somebody made something of, as an account can do once. */
function isPopular(world: World, tweet: Tweet): boolean {
  const { likes, retweets, bookmarks } = countsOf(world, tweet);
  return isActive(tweet.by) && !tweet.by.isPrivate && likes + retweets + bookmarks > 0;
}

interface Reason {
  type: ReasonType;
  accounts: Account[];
}
