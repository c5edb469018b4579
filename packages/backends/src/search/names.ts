import anyAscii from 'any-ascii';

/** A name in ASCII letters, whatever its script: pg_trgm knows other letters only where the database's locale does. */
export function toName(text: string): string {
  return anyAscii(text).toLowerCase().replace(/\s+/g, ' ').trim();
}
