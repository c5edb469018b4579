import { escapeHtml } from './escape-html.ts';

/** What stands in place of the pages until they are built: it tries again each second. */
export function toWaitingPage(name: string, hasFailed: boolean): string {
  const text = hasFailed
    ? 'The pages could not be built; the log of the server says why.'
    : 'The pages are being built. This takes a few seconds, once.';
  const title = escapeHtml(name);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />${hasFailed ? '' : '\n    <meta http-equiv="refresh" content="1" />'}
    <title>${title}</title>
  </head>
  <body>
    <h1>${title}</h1>
    <p>${text}</p>
    <p>The API is running: <a href="/docs">its documentation</a>.</p>
  </body>
</html>
`;
}
