import { useFollow } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { useToast } from '../ui/toasts.tsx';
import { useErrorText } from '../ui/use-error-text.ts';
import { useWords } from '../words/words.tsx';

export function FollowButton({ user }: { user: User }) {
  const words = useWords().user;
  const say = useToast();
  const errorText = useErrorText();
  const follow = useFollow(user);
  const { following, requested, blocking } = user.viewer;
  if (blocking) return null;
  const isOn = following || requested;
  return (
    <button
      type="button"
      className={isOn ? 'follow' : 'follow primary'}
      aria-pressed={isOn}
      onClick={() => follow.mutate(!isOn, { onError: (error) => say(errorText(error)) })}
    >
      {following ? words.following : requested ? words.requested : words.follow}
      <span className="for-listeners">@{user.username}</span>
    </button>
  );
}
