import { useClient, useWrite } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { type FormEvent, useState } from 'react';
import { Field } from '../../ui/field.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useWords } from '../../words/words.tsx';

/** Deletes the account once its name has been written. */
export function DeleteAccount({ viewer }: { viewer: User }) {
  const words = useWords().settings;
  const { users, auth } = useClient();
  const deleteUser = useWrite(users.delete);
  const logout = useWrite(auth.logout);
  const errorText = useErrorText();
  const [written, setWritten] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Its sessions have ended with it; so has the one in the cookie.
    deleteUser.mutate({ id: viewer.id }, { onSuccess: () => logout.mutate({}) });
  };
  return (
    <form className="settings-form" onSubmit={submit}>
      <p>{words.deleteText}</p>
      <Field
        label={words.deleteConfirm}
        value={written}
        autoComplete="off"
        autoCapitalize="none"
        onChange={({ currentTarget }) => setWritten(currentTarget.value)}
      />
      {deleteUser.error && <p role="alert">{errorText(deleteUser.error)}</p>}
      <button
        type="submit"
        className="danger"
        disabled={written !== viewer.username || deleteUser.isPending || deleteUser.isSuccess}
      >
        {words.deleteSubmit}
      </button>
    </form>
  );
}
