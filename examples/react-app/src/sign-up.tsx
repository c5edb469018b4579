import { useClient, useWrite } from '@dunlin/react';
import { type FormEvent, type ReactNode, useId } from 'react';

export function SignUp() {
  const { auth } = useClient();
  const register = useWrite(auth.register);
  const login = useWrite(auth.login);
  return (
    <main className="sign-up">
      <h1>Dunlin</h1>
      <AccountForm
        action="Sign up"
        isPending={register.isPending}
        error={register.error}
        onSubmit={(field) =>
          register.mutate({ username: field('username'), email: field('email'), password: field('password') })
        }
      >
        <Field name="username" label="Username" autoComplete="username" />
        <Field name="email" label="E-mail" type="email" autoComplete="email" />
        <Field name="password" label="Password" type="password" autoComplete="new-password" />
      </AccountForm>
      <AccountForm
        action="Sign in"
        isPending={login.isPending}
        error={login.error}
        onSubmit={(field) => login.mutate({ username: field('username'), password: field('password') })}
      >
        <Field name="username" label="Username" autoComplete="username" />
        <Field name="password" label="Password" type="password" autoComplete="current-password" />
      </AccountForm>
    </main>
  );
}

/** `onSubmit` and not `action`, which would empty the fields of whoever is refused. */
function AccountForm({ action, isPending, error, onSubmit, children }: AccountFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSubmit((name) => String(form.get(name)));
  };
  return (
    <form aria-label={action} onSubmit={submit}>
      <h2>{action}</h2>
      {children}
      <button type="submit" disabled={isPending}>
        {action}
      </button>
      {error && <p role="alert">{messageOf(error)}</p>}
    </form>
  );
}

function Field({ label, type = 'text', ...input }: FieldProps) {
  const id = useId();
  return (
    <p>
      <label htmlFor={id}>{label}</label>
      <input {...input} id={id} type={type} required />
    </p>
  );
}

function messageOf(error: Refusal): string {
  return error.issues[0]?.message ?? error.message;
}

interface Refusal {
  message: string;
  issues: readonly { message: string }[];
}

interface AccountFormProps {
  action: string;
  isPending: boolean;
  error: Refusal | null;
  onSubmit: (field: (name: string) => string) => void;
  children: ReactNode;
}

interface FieldProps {
  name: string;
  label: string;
  type?: 'text' | 'email' | 'password';
  autoComplete: string;
}
