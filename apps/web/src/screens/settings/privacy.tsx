import { useClient, useUser, useWrite } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { useId, useState } from 'react';
import { useToast } from '../../ui/toasts.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useWords } from '../../words/words.tsx';

export function Privacy({ viewer }: { viewer: User }) {
  const words = useWords().settings;
  return (
    <form className="settings-form">
      <Switch viewer={viewer} field="private" label={words.private} hint={words.privateHint} />
      <Switch viewer={viewer} field="noIndex" label={words.noIndex} hint={words.noIndexHint} />
    </form>
  );
}

function Switch({ viewer: given, field, label, hint }: SwitchProps) {
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
    <>
      <p className="switch">
        <input
          id={id}
          type="checkbox"
          checked={asked ?? viewer[field]}
          aria-describedby={`${id}-hint`}
          disabled={update.isPending}
          onChange={({ currentTarget: { checked } }) => {
            setAsked(checked);
            update.mutate(
              { id: viewer.id, [field]: checked },
              {
                onSuccess: () => say(words.saved),
                onError: (error) => say(errorText(error)),
                onSettled: () => setAsked(undefined),
              },
            );
          }}
        />
        <label htmlFor={id}>{label}</label>
      </p>
      <p id={`${id}-hint`}>{hint}</p>
    </>
  );
}

interface SwitchProps {
  viewer: User;
  field: 'private' | 'noIndex';
  label: string;
  hint: string;
}
