import { Avatar } from '../ui/avatar.tsx';
import { useWords } from '../words/words.tsx';
import type { Completion } from './use-completion.ts';
import type { Suggestion } from './use-suggestions.ts';

/** What the mention or hashtag that is being written may become. The focus stays in the field, whose keys choose. */
export function CompletionList({ completion }: { completion: Completion }) {
  const words = useWords().compose;
  const { id, suggestions, active, pick } = completion;
  return (
    <>
      <p className="for-listeners" role="status">
        {suggestions.length > 0 && words.suggestionCount(suggestions.length)}
      </p>
      {suggestions.length > 0 && (
        <div role="listbox" id={id} className="completion" aria-label={words.suggestions} tabIndex={-1}>
          {suggestions.map((suggestion, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the field do it
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
            <div
              key={suggestion.key}
              role="option"
              id={`${id}-${index}`}
              aria-selected={index === active}
              // The field keeps the focus.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => pick(suggestion)}
            >
              <Shown suggestion={suggestion} />
            </div>
          ))}
        </div>
      )}
    </>
  );
}

function Shown({ suggestion }: { suggestion: Suggestion }) {
  const { search } = useWords();
  if ('hashtag' in suggestion)
    return (
      <>
        <b dir="auto">{suggestion.whole}</b> <small>{search.tweetCount(suggestion.hashtag.tweetCount)}</small>
      </>
    );
  return (
    <>
      <Avatar user={suggestion.user} size={32} />
      <span>
        <bdi>{suggestion.user.displayName}</bdi> <small>{suggestion.whole}</small>
      </span>
    </>
  );
}
