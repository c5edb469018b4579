import { Screen } from '../../ui/screen.tsx';
import { FoundTweets } from '../search/found-tweets.tsx';

/** What carries a hashtag. */
export function Tag({ tag }: { tag: string }) {
  return (
    <Screen title={`#${tag}`}>
      <FoundTweets q={`#${tag}`} />
    </Screen>
  );
}
