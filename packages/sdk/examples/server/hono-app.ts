import { safe } from '@dunlin/sdk';
import { createServerSessions, type PageRequest, type SetCookie, toSetCookie } from '@dunlin/sdk/server';
import { type Context, Hono } from 'hono';
import { streamText } from 'hono/streaming';

/**
 * Where pages are streamed, tokens are refreshed before, and pages only read.
 * @param addressOf where a request comes from, such as `(context) => getConnInfo(context).remote.address` of the runtime's adapter
 */
export function createHonoApp(
  baseUrl: string,
  addressOf: (context: Context) => string | undefined,
): Hono<Env> {
  const sessions = createServerSessions({ baseUrl });
  const app = new Hono<Env>();

  app.use(async (context, next) => {
    // An answer that may set cookies must be kept by no cache.
    context.header('cache-control', 'private, no-store');
    const visitor = { cookie: context.req.header('cookie'), address: addressOf(context) };
    const cookie = await sessions.refresh(visitor, setCookieOf(context));
    context.set('visitor', { ...visitor, cookie });
    await next();
  });

  app.get('/', async (context) => {
    const client = sessions.readOnlyClient(context.var.visitor);
    if (!client.session.current) return context.text('Please sign in.');
    const pages = client.timelines.home.pages();
    // Before the answer begins, as the session may have been ended elsewhere since the last refresh.
    const { data: first, error } = await safe(pages.next());
    if (error?.code === 'SESSION_ENDED') return context.text('Please sign in.');
    if (error) throw error;
    return streamText(context, async (page) => {
      for (let next = first; !next.done; next = await pages.next())
        for (const { author, text } of next.value.items) await page.writeln(`${author.username}: ${text}`);
    });
  });

  app.post('/login', async (context) => {
    const client = sessions.client(context.var.visitor, setCookieOf(context));
    const { username, password } = await context.req.parseBody<{ username: string; password: string }>();
    await client.auth.login({ username, password });
    return context.redirect('/', 303);
  });

  app.post('/logout', async (context) => {
    const client = sessions.client(context.var.visitor, setCookieOf(context));
    await client.auth.logout();
    return context.redirect('/', 303);
  });

  return app;
}

function setCookieOf(context: Context): SetCookie {
  return (cookie) => context.header('set-cookie', toSetCookie(cookie), { append: true });
}

interface Env {
  Variables: { visitor: PageRequest };
}
