import { type DunlinClient, safe } from '@dunlin/sdk';
import { createServerSessions, toSetCookie } from '@dunlin/sdk/server';
import express, { type Express, type Request, type Response } from 'express';

/** Where an answer begins only after its last call, a client of its request is all it takes: it refreshes and sets cookies as needed. */
export function createExpressApp(baseUrl: string): Express {
  const sessions = createServerSessions({ baseUrl });
  const clientOf = ({ headers, ip }: Request, response: Response): DunlinClient =>
    sessions.client({ cookie: headers.cookie, address: ip }, (cookie) =>
      response.append('set-cookie', toSetCookie(cookie)),
    );
  const app = express();

  app.use((_request, response, next) => {
    // An answer that may set cookies must be kept by no cache.
    response.set('cache-control', 'private, no-store');
    next();
  });

  app.get('/', async (request, response) => {
    const client = clientOf(request, response);
    response.type('text/plain');
    const { data: home, error } = client.session.current ? await safe(client.timelines.home()) : {};
    // The session may have been ended elsewhere.
    if (error && error.code !== 'SESSION_ENDED') throw error;
    if (!home) {
      response.send('Please sign in.');
      return;
    }
    response.send(home.items.map(({ author, text }) => `${author.username}: ${text}`).join('\n'));
  });

  app.post('/login', express.urlencoded(), async (request, response) => {
    const { username, password } = request.body;
    await clientOf(request, response).auth.login({ username, password });
    response.redirect(303, '/');
  });

  app.post('/logout', async (request, response) => {
    await clientOf(request, response).auth.logout();
    response.redirect(303, '/');
  });

  return app;
}
