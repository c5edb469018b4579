import { createServerSessions, type SetCookie, toSetCookie } from '@dunlin/sdk/server';
import { type Context, Hono } from 'hono';
import { streamText } from 'hono/streaming';

/** Where pages are streamed, tokens are refreshed before, and pages only read. */
export function createHonoApp(baseUrl: string): Hono<Env> {
  const sessions = createServerSessions({ baseUrl });
  const app = new Hono<Env>();

  app.use(async (context, next) => {
    // An answer that may set cookies must be kept by no cache.
    context.header('cache-control', 'private, no-store');
    const cookie = context.req.header('cookie');
    context.set('cookie', await sessions.refresh({ cookie }, setCookieOf(context)));
    await next();
  });

  app.get('/', (context) => {
    const client = sessions.readOnlyClient({ cookie: context.var.cookie });
    if (!client.session.current) return context.text('Please sign in.');
    return streamText(context, async (page) => {
      for await (const { author, text } of client.timelines.home.items())
        await page.writeln(`${author.username}: ${text}`);
    });
  });

  app.post('/login', async (context) => {
    const client = sessions.client({ cookie: context.var.cookie }, setCookieOf(context));
    const { username, password } = await context.req.parseBody<{ username: string; password: string }>();
    await client.auth.login({ username, password });
    return context.redirect('/', 303);
  });

  app.post('/logout', async (context) => {
    const client = sessions.client({ cookie: context.var.cookie }, setCookieOf(context));
    await client.auth.logout();
    return context.redirect('/', 303);
  });

  return app;
}

function setCookieOf(context: Context): SetCookie {
  return (cookie) => context.header('set-cookie', toSetCookie(cookie), { append: true });
}

interface Env {
  Variables: { cookie: string };
}
