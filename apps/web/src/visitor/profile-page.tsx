import { profilePath } from '../paths.ts';
import { ProfileHead } from '../screens/profile/profile-head.tsx';
import { TweetCard } from '../tweet/tweet-card.tsx';
import { Screen } from '../ui/screen.tsx';
import { useWords } from '../words/words.tsx';
import type { ProfilePage as Shown } from './visitor-page.ts';

export function ProfilePage({ page }: { page: Shown }) {
  const words = useWords();
  const { user, tweets, nextCursor } = page;
  return (
    <Screen title={user.displayName}>
      <ProfileHead user={user} />
      <section aria-label={words.profile.tweets}>
        {tweets.map((tweet) => (
          <TweetCard key={tweet.id} item={tweet} />
        ))}
        {tweets.length === 0 && <p className="empty">{words.profile.noTweets}</p>}
      </section>
      {nextCursor !== null && (
        <p className="empty">
          <a rel="next" href={`${profilePath(user)}?${new URLSearchParams({ cursor: nextCursor })}`}>
            {words.visitor.older}
          </a>
        </p>
      )}
    </Screen>
  );
}
