import { AppError } from '@dunlin/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What one operation takes: the longest tweet, every character of it escaped, several times over. */
export const maxBodyBytes = 64 * 1024;

/** Parts of a body at most, and how deep they may lie in a long one: what a hundred thousand cost to read holds up everybody. */
const maxParts = 5_000;
const maxDepth = 50;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Takes JSON bodies, and no others: in UTF-8, with or without a byte order mark, as they are.
 * @param read what becomes of the text; called with what is small enough to be parsed.
 */
export function takeJson(app: FastifyInstance, read: (text: string) => unknown): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      assertPlain(request);
      const text = decoder.decode(body);
      assertSmall(text);
      done(null, read(text));
    } catch (cause) {
      done(cause instanceof AppError ? cause : new AppError('MALFORMED_JSON', { cause }));
    }
  });
}

/** @throws AppError UNSUPPORTED_MEDIA_TYPE when the body is compressed, or in another encoding than UTF-8. */
function assertPlain({ headers }: FastifyRequest): void {
  const { 'content-encoding': coding = 'identity', 'content-type': type = '' } = headers;
  const [, charset = 'utf-8'] = /;\s*charset="?([^\s;"]+)/i.exec(type) ?? [];
  if (coding.toLowerCase() !== 'identity' || !/^(utf-?8|us-ascii)$/i.test(charset))
    throw new AppError('UNSUPPORTED_MEDIA_TYPE');
}

/** @throws AppError PAYLOAD_TOO_LARGE when it holds more than anybody has to say, however few bytes that takes. */
function assertSmall(text: string): void {
  // Each part takes a character at least.
  if (text.length <= maxParts) return;
  let parts = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (character === ',' || character === '[' || character === '{') parts += 1;
    if (parts > maxParts || depth > maxDepth) throw new AppError('PAYLOAD_TOO_LARGE');
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
