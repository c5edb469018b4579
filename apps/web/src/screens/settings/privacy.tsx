import { useClient, useUser, useWrite } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { useId } from 'react';
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
  const isPrivate = update.isPending ? update.variables.private : viewer.private;
  return (
    <form className="settings-form">
      <p className="switch">
        <input
          id={id}
          type="checkbox"
          checked={isPrivate ?? false}
          aria-describedby={`${id}-hint`}
          disabled={update.isPending}
          onChange={({ currentTarget }) =>
            update.mutate(
              { id: viewer.id, private: currentTarget.checked },
              { onSuccess: () => say(words.saved), onError: (error) => say(errorText(error)) },
            )
          }
        />
        <label htmlFor={id}>{words.settings.private}</label>
      </p>
      <p id={`${id}-hint`}>{words.settings.privateHint}</p>
    </form>
  );
}
