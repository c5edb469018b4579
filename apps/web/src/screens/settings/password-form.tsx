import { useClient, useWrite } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import type { FormEvent } from 'react';
import { Field } from '../../ui/field.tsx';
import { readFields } from '../../ui/read-fields.ts';
import { useToast } from '../../ui/toasts.tsx';
import { useFieldErrors } from '../../ui/use-field-errors.ts';
import { useWords } from '../../words/words.tsx';

export function PasswordForm({ viewer }: { viewer: User }) {
  const words = useWords();
  const { auth } = useClient();
  const change = useWrite(auth.changePassword);
  const say = useToast();
  const errors = useFieldErrors(change.error, { currentPassword: ['INVALID_CREDENTIALS'], newPassword: [] });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { currentPassword = '', newPassword = '' } = readFields(form);
    change.mutate(
      { currentPassword, newPassword },
      {
        onSuccess() {
          form.reset();
          say(words.settings.passwordChanged);
        },
      },
    );
  };
  return (
    <form className="settings-form" onSubmit={submit}>
      {/* So that password managers know whose it is. */}
      <input type="text" name="username" autoComplete="username" value={viewer.username} readOnly hidden />
      <Field
        name="currentPassword"
        type="password"
        label={words.settings.currentPassword}
        autoComplete="current-password"
        required
        error={errors.of('currentPassword')}
      />
      <Field
        name="newPassword"
        type="password"
        label={words.settings.newPassword}
        hint={words.signUp.passwordHint}
        autoComplete="new-password"
        required
        error={errors.of('newPassword')}
      />
      {errors.rest && <p role="alert">{errors.rest}</p>}
      <button type="submit" className="primary" disabled={change.isPending}>
        {words.settings.changePassword}
      </button>
    </form>
  );
}
