import { useErrorText } from '../ui/use-error-text.ts';
import { useWords } from '../words/words.tsx';
import { useOutbox } from './outbox.tsx';

/** What waited for a line and was refused then: why, and its words, so that they are not lost. */
export function RefusedTweets() {
  const { refused = [], dismiss } = useOutbox() ?? {};
  const words = useWords();
  const errorText = useErrorText();
  return refused.map((write) =>
    write.path === 'tweets.create' ? (
      <section key={write.id} className="refused" aria-label={words.connection.refused} role="alert">
        <p>
          {words.connection.refused}{' '}
          {write.reason === 'refused' ? errorText(write.error) : words.connection.unknown}
        </p>
        <blockquote className="quoted tweet-text" dir="auto">
          {write.input.text}
        </blockquote>
        <button type="button" onClick={() => dismiss?.(write.id)}>
          {words.close}
        </button>
      </section>
    ) : null,
  );
}
