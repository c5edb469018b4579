import { useClient, useWrite } from '@dunlin/react';

export function SignUp() {
  const { auth } = useClient();
  const register = useWrite(auth.register);
  const login = useWrite(auth.login);
  const field = (form: FormData, name: string) => String(form.get(name));
  return (
    <main className="sign-up">
      <h1>Dunlin</h1>
      <form
        action={(form) =>
          register.mutate({
            username: field(form, 'username'),
            email: field(form, 'email'),
            password: field(form, 'password'),
          })
        }
      >
        <input name="username" placeholder="Username" required />
        <input name="email" type="email" placeholder="E-mail" required />
        <input name="password" type="password" placeholder="Password" required />
        <button type="submit">Sign up</button>
        {register.error && <p role="alert">{messageOf(register.error)}</p>}
      </form>
      <form
        action={(form) =>
          login.mutate({ username: field(form, 'username'), password: field(form, 'password') })
        }
      >
        <input name="username" placeholder="Username" required />
        <input name="password" type="password" placeholder="Password" required />
        <button type="submit">Sign in</button>
        {login.error && <p role="alert">{messageOf(login.error)}</p>}
      </form>
    </main>
  );
}

function messageOf(error: { message: string; issues: readonly { message: string }[] }): string {
  return error.issues[0]?.message ?? error.message;
}
