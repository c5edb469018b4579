import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { programs } from './clients.ts';

const javaClients = ['okhttp-sse', 'okhttp-eventsource'];

/** Installs the libraries of other languages and builds their programs in a folder, which may have been built in before. */
export async function buildClients(folder: string): Promise<void> {
  for (const language of ['python', 'go', 'rust', 'java'])
    await cp(join(programs, language), join(folder, language), { recursive: true });
  const run = async (language: string, command: readonly [string, ...string[]]) => {
    try {
      await runCommand(command, { cwd: join(folder, language) });
    } catch (cause) {
      const hint = `Install what builds ${language}, or name the clients to cut with --only`;
      throw new Error(`The clients in ${language} cannot be built. ${hint}`, { cause });
    }
  };
  await run('python', ['python3', '-m', 'venv', 'venv']);
  await run('python', ['venv/bin/pip', 'install', '--quiet', '--requirement', 'requirements.txt']);
  await run('go', ['go', 'build', '-o', 'bin/', './...']);
  await run('rust', ['cargo', 'build', '--quiet', '--release']);
  for (const client of javaClients) {
    await run(`java/${client}`, ['mvn', '-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib']);
    await run(`java/${client}`, ['sh', '-c', 'javac -cp "lib/*" -d classes *.java']);
  }
}
