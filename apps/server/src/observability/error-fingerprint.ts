import { createHash } from 'node:crypto';

/** What occurrences of one fault have in common; nothing of it comes from what users sent. */
export interface ErrorKind {
  fingerprint: string;
  name: string;
  code: string | undefined;
  /** Where it was thrown, innermost first: `function (file)`, without lines, which move with every change. */
  frames: string[];
}

const maxFrames = 6;
const maxCauses = 5;
const repository = new URL('../../../..', import.meta.url).pathname;

/** Groups by what lies at the bottom of an error; by place when that does not say where it was thrown. */
export function fingerprintError(error: unknown, place: string): ErrorKind {
  const root = rootCause(error);
  const name = root instanceof Error ? toWord(root.name) : typeof root;
  const code = root instanceof Error && 'code' in root ? toWord(String(root.code)) : undefined;
  const frames = root instanceof Error ? toFrames(root) : [];
  const identity = [name, code, ...(frames.length > 0 ? frames : [place])].join('\n');
  return {
    fingerprint: createHash('sha256').update(identity).digest('hex').slice(0, 16),
    name,
    code,
    frames,
  };
}

function rootCause(error: unknown): unknown {
  let root = error;
  for (let depth = 0; depth < maxCauses && root instanceof Error && root.cause instanceof Error; depth++)
    root = root.cause;
  return root;
}

/** Names and codes are words of programs; whatever else stands in their place may be anybody's text. */
function toWord(text: string): string {
  return /^[\w.-]{1,64}$/.test(text) ? text : 'other';
}

/** A message may have lines that look like frames, so it is taken off first. */
function toFrames({ stack = '', message }: Error): string[] {
  const start = stack.indexOf(message);
  if (start < 0) return [];
  return stack
    .slice(start + message.length)
    .split('\n')
    .flatMap((line) => toFrame(line) ?? [])
    .slice(0, maxFrames);
}

function toFrame(line: string): string | undefined {
  const [, called = 'anonymous', path] =
    /^ {4}at (?:(?:async )?([\w.#$<>[\] ]{1,100}) \()?(?:async )?(?:file:\/\/)?(\/[^:()]{1,500}):\d+:\d+\)?$/.exec(
      line,
    ) ?? [];
  if (path === undefined) return;
  const modules = path.lastIndexOf('/node_modules/');
  if (modules >= 0) return `${called} (${path.slice(modules + '/node_modules/'.length)})`;
  return `${called} (${path.startsWith(repository) ? path.slice(repository.length) : path.split('/').at(-1)})`;
}
