import { spawn } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { canRunWith } from '@dunlin/harness/external-program';
import { type Consumer, companions, consumers, type Ecosystem } from './consumers.ts';

const programs = join(import.meta.dirname, '../fixtures');

/** Runs a consumer: gives it what it is asked for as JSON, and returns what it prints. */
export type Run = (consumer: Consumer, input: unknown) => Promise<unknown>;

/** Why the consumers of an ecosystem cannot run here, or how. */
export type Installation = { missing: string } | { run: Run };

/** Installs all consumers of an ecosystem, pinned, into a folder. */
export async function install(ecosystem: Ecosystem, folder: string): Promise<Installation> {
  const { needs, prepare } = toolchains[ecosystem];
  const missing = needs.find((program) => !canRunWith(program));
  if (missing !== undefined) return { missing };
  const own = join(folder, ecosystem.toLowerCase());
  await mkdir(own, { recursive: true });
  const command = await prepare(own, versionsOf(ecosystem));
  return {
    async run({ name }, input) {
      const [file = '', ...args] = command;
      return JSON.parse(await execute(file, [...args, name], { cwd: own, input: JSON.stringify(input) }));
    },
  };
}

/** Installs, and says what to call with the name of a consumer. */
type Prepare = (folder: string, versions: Versions) => Promise<readonly string[]>;
type Versions = Readonly<Record<string, string>>;

const toolchains: Record<Ecosystem, { needs: readonly string[]; prepare: Prepare }> = {
  npm: {
    needs: ['npm'],
    async prepare(folder, versions) {
      await writeFile(
        join(folder, 'package.json'),
        JSON.stringify({ type: 'module', dependencies: versions }),
      );
      await execute('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
      await cp(join(programs, 'npm.mjs'), join(folder, 'npm.mjs'));
      return [process.execPath, 'npm.mjs'];
    },
  },
  PyPI: {
    needs: ['python3'],
    async prepare(folder, versions) {
      await execute('python3', ['-m', 'venv', 'venv'], { cwd: folder });
      const python = join(folder, 'venv/bin/python');
      const pinned = Object.entries(versions).map(([name, version]) => `${name}==${version}`);
      await execute(
        python,
        ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', 'setuptools<81', ...pinned],
        {
          cwd: folder,
        },
      );
      await cp(join(programs, 'pypi.py'), join(folder, 'pypi.py'));
      return [python, 'pypi.py'];
    },
  },
  Go: {
    needs: ['go'],
    async prepare(folder, versions) {
      const required = Object.entries(versions).map(([name, version]) => `require ${name} v${version}\n`);
      await writeFile(join(folder, 'go.mod'), `module previews\n\ngo 1.22\n\n${required.join('')}`);
      await cp(join(programs, 'go/main.go'), join(folder, 'main.go'));
      await execute('go', ['mod', 'tidy'], { cwd: folder });
      await execute('go', ['build', '-o', 'previews', '.'], { cwd: folder });
      return ['./previews'];
    },
  },
  Rust: {
    needs: ['cargo'],
    async prepare(folder, versions) {
      const pinned = Object.entries(versions).map(([name, version]) => `${name} = "=${version}"\n`);
      await mkdir(join(folder, 'src'), { recursive: true });
      await writeFile(
        join(folder, 'Cargo.toml'),
        `[package]\nname = "previews"\nversion = "0.0.0"\nedition = "2021"\n\n[dependencies]\n${pinned.join('')}`,
      );
      await cp(join(programs, 'rust/src/main.rs'), join(folder, 'src/main.rs'));
      await execute('cargo', ['build', '--quiet'], { cwd: folder });
      return ['./target/debug/previews'];
    },
  },
  Java: {
    needs: ['mvn', 'java'],
    async prepare(folder, versions) {
      await writeFile(join(folder, 'pom.xml'), toPom(versions));
      await cp(join(programs, 'java/Previews.java'), join(folder, 'Previews.java'));
      await execute('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], {
        cwd: folder,
      });
      return ['java', '-cp', 'jars/*', 'Previews.java'];
    },
  },
};

function toPom(versions: Versions): string {
  const dependencies = Object.entries(versions).map(
    ([name, version]) =>
      `<dependency><groupId>com.rometools</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`,
  );
  return (
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId>' +
    `<artifactId>previews</artifactId><version>0</version><dependencies>${dependencies.join('')}</dependencies></project>`
  );
}

function versionsOf(ecosystem: Ecosystem): Versions {
  const own = consumers.filter((consumer) => consumer.ecosystem === ecosystem);
  return { ...Object.fromEntries(own.map(({ name, version }) => [name, version])), ...companions[ecosystem] };
}

/** @throws Error with what the program said when it fails */
async function execute(
  file: string,
  args: readonly string[],
  { cwd, input }: { cwd: string; input?: string },
) {
  const child = spawn(file, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(input);
  const [output, errors, code] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    }),
  ]);
  if (code !== 0)
    throw new Error(`${file} ${args.join(' ')} ended with ${code}\n${errors.toString().slice(-2_000)}`);
  return output.toString();
}
