// Runs on the machine's own Node 20 before anything is installed: no dependencies, no TypeScript.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { rootDirectory, withPnpm } from './pnpm.mjs';

const modulesDirectory = `${rootDirectory}/node_modules`;
const stampFile = `${modulesDirectory}/.dunlin-install`;
const oldestNodeForInstall = 20;
const oldestNodeForDunlin = 24;

requireNode(oldestNodeForInstall);
const fingerprint = fingerprintOfInstall();
if (readIfExists(stampFile) !== fingerprint) {
  rmSync(stampFile, { force: true });
  install();
  writeFileSync(stampFile, fingerprint);
}
// The registry has a Node 24 for Linux only; elsewhere the machine's own must do.
if (!existsSync(`${modulesDirectory}/.bin/node`)) requireNode(oldestNodeForDunlin);

function install() {
  const isTerminal = process.stderr.isTTY === true;
  if (isTerminal) {
    const isFirst = !existsSync(modulesDirectory);
    process.stderr.write(
      isFirst ? 'Installing dependencies (first time only)…\n' : 'Updating dependencies…\n',
    );
  }
  const { file, args } = withPnpm(['pnpm', 'install', '--frozen-lockfile']);
  const result = spawnSync(file, args, {
    cwd: rootDirectory,
    env: environmentWithWritableHome(),
    // Standard output belongs to the command that follows.
    stdio: isTerminal ? ['inherit', process.stderr, 'inherit'] : ['ignore', 'pipe', 'pipe'],
    maxBuffer: Infinity,
  });
  if (result.status === 0) return;
  if (!isTerminal) process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  fail(
    `Dependencies could not be installed (${result.error?.message ?? result.signal ?? `exit code ${result.status}`}).`,
    'The output above says why. Usual causes: no way to the npm registry, a full disk, or a package.json changed',
    'without its lockfile (then run `pnpm install`). Run the same command again once that is solved.',
  );
}

function fingerprintOfInstall() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml']) {
    hash.update(readFileSync(`${rootDirectory}/${file}`));
  }
  return hash.digest('hex');
}

/** npm and pnpm keep caches under HOME; some containers have none, or one that cannot be written. */
function environmentWithWritableHome() {
  try {
    accessSync(homedir(), constants.W_OK);
    return process.env;
  } catch {
    const home = `${rootDirectory}/.dunlin/home`;
    mkdirSync(home, { recursive: true });
    // The npm that started us has already derived its cache from the other HOME.
    return { ...process.env, HOME: home, npm_config_cache: `${home}/.npm` };
  }
}

function requireNode(oldest) {
  if (Number.parseInt(process.versions.node, 10) >= oldest) return;
  fail(
    `Dunlin needs Node ${oldest} or newer here; this is Node ${process.versions.node} (${process.execPath}).`,
    `Install Node ${oldestNodeForDunlin} from https://nodejs.org and run the same command again.`,
  );
}

function readIfExists(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function fail(...lines) {
  process.stderr.write(`\n${lines.join('\n')}\n`);
  process.exit(1);
}
