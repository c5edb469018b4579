import { useClient, useWrite } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { type FormEvent, useState } from 'react';
import { Field } from '../../ui/field.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useWords } from '../../words/words.tsx';

/** Deletes the account, which takes a sign-in of this moment. */
export function DeleteAccount({ viewer }: { viewer: User }) {
  const words = useWords().settings;
  const { users, auth } = useClient();
  const login = useWrite(auth.login);
  const deleteUser = useWrite(users.delete);
  const logout = useWrite(auth.logout);
  const errorText = useErrorText();
  const [password, setPassword] = useState('');
  const error = login.error ?? deleteUser.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { id, username } = viewer;
    // Its sessions have ended with it; so has the one in the cookie.
    const remove = () => deleteUser.mutate({ id }, { onSuccess: () => logout.mutate({}) });
    login.mutate({ username, password }, { onSuccess: remove });
  };
  return (
    <form className="settings-form" onSubmit={submit}>
      <p>{words.deleteText}</p>
      <Field
        label={words.deleteConfirm}
        type="password"
        value={password}
        autoComplete="current-password"
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
      />
      {error && <p role="alert">{errorText(error)}</p>}
      <button
        type="submit"
        className="danger"
        disabled={password === '' || login.isPending || deleteUser.isPending || deleteUser.isSuccess}
      >
        {words.deleteSubmit}
      </button>
    </form>
  );
}
