import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { StartupError } from '../startup/startup-error.ts';

/**
 * A secret from standard input: asked for twice on a terminal, which shows nothing of it; from a pipe its first line.
 * @throws StartupError when there is none, or the two differ.
 */
export async function readSecret(name: string): Promise<string> {
  const { stdin, stderr } = process;
  // On a terminal readline writes what is typed to its output: this one swallows it.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: stdin, output, terminal: stdin.isTTY });
  const lines = reader[Symbol.asyncIterator]();
  const ask = async (prompt: string) => {
    if (stdin.isTTY) stderr.write(prompt);
    const { value, done } = await lines.next();
    if (stdin.isTTY) stderr.write('\n');
    if (done) throw new StartupError(`No ${name} was given.`);
    return value;
  };
  try {
    const secret = await ask(`New ${name}: `);
    if (stdin.isTTY && (await ask(`The same ${name} again: `)) !== secret)
      throw new StartupError(`The two differ; no ${name} was set.`);
    return secret;
  } finally {
    reader.close();
  }
}
