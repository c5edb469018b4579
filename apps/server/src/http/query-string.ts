import { type ParsedUrlQuery, parse } from 'node:querystring';

/** For Fastify, whose own appends each escaped letter to a text: searches of 500 Chinese characters made 26 kB of pieces each, also of those refused. */
export function parseQueryString(text: string): ParsedUrlQuery {
  // Node would make an escape of a plus, which stayed one beside another that is not UTF-8.
  return parse(text.replaceAll('+', ' '), '&', '=', { maxKeys: 0, decodeURIComponent: decode });
}

/** An escape that is not UTF-8 stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
