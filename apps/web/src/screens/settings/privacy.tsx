import { useClient, useUser, useWrite } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { useId, useState } from 'react';
import { useToast } from '../../ui/toasts.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useWords } from '../../words/words.tsx';

export function Privacy({ viewer: given }: { viewer: User }) {
  const words = useWords();
  const viewer = useUser(given);
  const { users } = useClient();
  const update = useWrite(users.update);
  const say = useToast();
  const errorText = useErrorText();
  const id = useId();
  // What was asked for stands until it is answered.
  const [asked, setAsked] = useState<boolean>();
  return (
    <form className="settings-form">
      <p className="switch">
        <input
          id={id}
          type="checkbox"
          checked={asked ?? viewer.private}
          aria-describedby={`${id}-hint`}
          disabled={update.isPending}
          onChange={({ currentTarget: { checked } }) => {
            setAsked(checked);
            update.mutate(
              { id: viewer.id, private: checked },
              {
                onSuccess: () => say(words.saved),
                onError: (error) => say(errorText(error)),
                onSettled: () => setAsked(undefined),
              },
            );
          }}
        />
        <label htmlFor={id}>{words.settings.private}</label>
      </p>
      <p id={`${id}-hint`}>{words.settings.privateHint}</p>
    </form>
  );
}
