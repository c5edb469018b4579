import { endProcess, forkAt, receive } from '../processes.ts';

export interface HttpContender extends AsyncDisposable {
  url: string;
  pid: number;
}

/** Starts a file of this folder, which calls `serve`, and gives it its settings. */
export async function startContender(
  name: 'fixed-payload' | 'prepared-page',
  settings: unknown,
): Promise<HttpContender> {
  const child = forkAt('contender', new URL(`./${name}.ts`, import.meta.url));
  child.send(settings as object); // `as`: either a string or an object, which send takes both
  const { port } = await receive<{ port: number }>(child);
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: () => endProcess(child),
  };
}
