import { endProcess, forkAt, receive } from '../processes.ts';

export interface HttpContender extends AsyncDisposable {
  url: string;
  pid: number;
}

/** Starts a file that calls `serve`, and gives it its settings. */
export async function startContender(file: URL, settings: unknown): Promise<HttpContender> {
  const child = forkAt('contender', file);
  child.send(settings as object); // `as`: either a string or an object, which send takes both
  const { port } = await receive<{ port: number }>(child);
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: () => endProcess(child),
  };
}
