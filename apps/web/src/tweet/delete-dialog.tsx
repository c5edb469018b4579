import { useDeleteTweet } from '@dunlin/react';
import type { QuotedTweet } from '@dunlin/sdk';
import { Confirm } from '../ui/confirm.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useErrorText } from '../ui/use-error-text.ts';
import { useWords } from '../words/words.tsx';

export function DeleteDialog({ tweet, onClose }: { tweet: QuotedTweet; onClose: () => void }) {
  const words = useWords().tweet;
  const say = useToast();
  const errorText = useErrorText();
  const deleteTweet = useDeleteTweet(tweet);
  // It is gone from the list at once, and this dialog with it: what is refused is told by the answer, not by the component.
  const confirm = () => void deleteTweet.mutateAsync().catch((error) => say(errorText(error)));
  return (
    <Confirm title={words.deleteTitle} action={words.delete} onConfirm={confirm} onClose={onClose}>
      {words.deleteText}
    </Confirm>
  );
}
