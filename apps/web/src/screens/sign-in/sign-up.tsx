import { useClient, useWrite } from '@dunlin/react';
import { pages } from '../../paths.ts';
import { Field } from '../../ui/field.tsx';
import { readFields } from '../../ui/read-fields.ts';
import { useFieldErrors } from '../../ui/use-field-errors.ts';
import { useWords } from '../../words/words.tsx';
import { Gate } from './gate.tsx';
import { OtherForm } from './other-form.tsx';

export function SignUp() {
  const words = useWords().signUp;
  const { auth } = useClient();
  const register = useWrite(auth.register);
  const errors = useFieldErrors(register.error, {
    username: ['USERNAME_TAKEN', 'USERNAME_RESERVED'],
    email: ['EMAIL_TAKEN'],
    password: [],
  });
  const submit = (form: HTMLFormElement) => {
    const { username = '', email = '', password = '' } = readFields(form);
    register.mutate({ username, email, password });
  };
  return (
    <Gate
      title={words.title}
      submit={words.submit}
      isPending={register.isPending}
      error={errors.rest}
      onSubmit={submit}
      other={
        <p>
          {words.existing} <OtherForm page={pages.signIn} text={useWords().signIn.title} />
        </p>
      }
    >
      <Field
        name="username"
        label={words.username}
        hint={words.usernameHint}
        autoComplete="username"
        autoCapitalize="none"
        required
        error={errors.of('username')}
      />
      <Field
        name="email"
        label={words.email}
        type="email"
        autoComplete="email"
        required
        error={errors.of('email')}
      />
      <Field
        name="password"
        label={words.password}
        hint={words.passwordHint}
        type="password"
        autoComplete="new-password"
        required
        error={errors.of('password')}
      />
    </Gate>
  );
}
