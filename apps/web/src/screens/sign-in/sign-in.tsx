import { useClient, useWrite } from '@dunlin/react';
import { useLocation } from 'wouter';
import { pages } from '../../paths.ts';
import { useEndedSession } from '../../shell/ended-session.tsx';
import { Field } from '../../ui/field.tsx';
import { formatsOf } from '../../ui/formats.ts';
import { readFields } from '../../ui/read-fields.ts';
import { useFieldErrors } from '../../ui/use-field-errors.ts';
import { useWords } from '../../words/words.tsx';
import { Gate } from './gate.tsx';
import { OtherForm } from './other-form.tsx';

export function SignIn() {
  const { language, signIn: words } = useWords();
  const [path] = useLocation();
  const { auth } = useClient();
  const login = useWrite(auth.login);
  const reactivate = useWrite(auth.reactivate);
  const { dayOfYear } = formatsOf(language);
  const reason = useEndedSession();
  const deleted = login.error?.deactivation;
  const errors = useFieldErrors(deleted ? reactivate.error : login.error, {
    username: [],
    password: ['INVALID_CREDENTIALS'],
  });
  return (
    <Gate
      title={words.title}
      isPending={login.isPending || reactivate.isPending}
      error={errors.rest}
      submit={deleted ? words.comeBack : words.submit}
      onSubmit={(form) => {
        const { username = '', password = '' } = readFields(form);
        const credentials = { ...(username.includes('@') ? { email: username } : { username }), password };
        if (deleted) reactivate.mutate(credentials);
        else login.mutate(credentials);
      }}
      notice={
        deleted
          ? words.deleted(dayOfYear.format(new Date(deleted.deletionDueAt)))
          : reason
            ? words.ended[reason]
            : path === pages.home || path === pages.signIn
              ? undefined
              : words.toSee
      }
      other={
        <p>
          {words.none} <OtherForm page={pages.signUp} text={useWords().signUp.title} />
        </p>
      }
    >
      <Field
        name="username"
        label={words.username}
        autoComplete="username"
        autoCapitalize="none"
        required
        error={errors.of('username')}
      />
      <Field
        name="password"
        label={words.password}
        type="password"
        autoComplete="current-password"
        required
        error={errors.of('password')}
      />
    </Gate>
  );
}
