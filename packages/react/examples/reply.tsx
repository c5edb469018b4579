import { useThread, useTweet } from '@dunlin/react';
import { useComposer } from '@dunlin/react/composer';
import type { Tweet } from '@dunlin/sdk';

/** A conversation with a form to answer: `remaining` is counted as the server counts, and submitting twice posts once. */
export function Conversation({ id }: { id: string }) {
  const { items } = useThread(id);
  const { text, setText, remaining, canSubmit, submit, error } = useComposer({ replyToId: id });
  return (
    <>
      {items.map((item) => (
        <Line key={item.id} item={item} />
      ))}
      <form action={submit}>
        <textarea value={text} onChange={({ currentTarget }) => setText(currentTarget.value)} />
        <button type="submit" disabled={!canSubmit}>
          Answer ({remaining})
        </button>
        {error && <p>{error.code === 'REPLY_NOT_ALLOWED' ? 'You may not answer here.' : error.message}</p>}
      </form>
    </>
  );
}

function Line({ item }: { item: Tweet }) {
  return <p>{useTweet(item).text}</p>;
}
