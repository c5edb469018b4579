import { type DunlinClient, DunlinError } from '@dunlin/sdk';
import { internalsOf, withInternals } from '../internals.ts';

const refused = ['register', 'login', 'reactivate', 'refresh', 'logout', 'changePassword'];

/** A client in which nobody signs in or out, as what that brings could not be kept. */
export function readOnly(client: DunlinClient): DunlinClient {
  const refusing = Object.fromEntries(refused.map((name) => [name, refuseAs(`auth.${name}`)]));
  return withInternals({ ...client, auth: { ...client.auth, ...refusing } }, internalsOf(client));
}

/** An operation of this name that refuses. */
function refuseAs(path: string) {
  const named = {
    async [path]() {
      throw new DunlinError(
        'CLIENT_ERROR',
        `${path} changes who is signed in, which this client cannot keep: it sets no cookies. Make a client with \`setCookie\`, in a handler or an action.`,
      );
    },
  };
  return named[path];
}
