import { useThread } from '@dunlin/react';
import type { Tweet } from '@dunlin/sdk';
import { Suspense } from 'react';
import { TweetCard } from '../../tweet/tweet-card.tsx';
import { lazyOf } from '../../ui/lazy-of.ts';
import { PagesOf } from '../../ui/pages-of.tsx';
import { Screen } from '../../ui/screen.tsx';
import { DateTime } from '../../ui/time-ago.tsx';
import { useWords } from '../../words/words.tsx';

const ComposeForm = lazyOf(async () => (await import('../../compose/compose-form.tsx')).ComposeForm);

/** A conversation, live, with the tweet that one came for marked in it. */
export function Thread({ id }: { id: string }) {
  const words = useWords().thread;
  const list = useThread(id);
  return (
    <Screen title={words.title} canGoBack>
      <PagesOf
        label={words.label}
        list={list}
        none={<p>{words.gone}</p>}
        keyOf={(tweet) => tweet.id}
        errorAs={({ code }) => code === 'TWEET_NOT_FOUND' && <p className="empty">{words.gone}</p>}
      >
        {(tweet) =>
          tweet.id === id ? (
            <>
              <TweetCard item={tweet} isMain />
              <MainTweetFoot tweet={tweet} />
            </>
          ) : (
            <TweetCard item={tweet} />
          )
        }
      </PagesOf>
    </Screen>
  );
}

function MainTweetFoot({ tweet }: { tweet: Tweet }) {
  const words = useWords().tweet;
  const { counts, viewer } = tweet;
  return (
    <div className="main-foot">
      <p>
        <DateTime at={tweet.createdAt} />
        {counts.views > 0 && <> · {words.views(counts.views)}</>}
        {counts.quotes > 0 && <> · {words.quotes(counts.quotes)}</>}
      </p>
      {viewer.canReply ? (
        <Suspense>
          <ComposeForm target={{ replyTo: tweet }} />
        </Suspense>
      ) : (
        <p>{words.notAllowedToReply}</p>
      )}
    </div>
  );
}
