import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';

const compressors = {
  br: (text: string) => promisify(brotliCompress)(text, { params: { [zlib.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (text: string) => promisify(gzip)(text),
};

/** In the encoding that the client takes and that makes it smallest. */
export async function compress(
  text: string,
  accepted: string | string[] | undefined,
  among: readonly Encoding[],
): Promise<{ encoding: Encoding | undefined; body: Buffer | string }> {
  const encoding = among.find((name) => accepts(accepted, name));
  return { encoding, body: encoding ? await compressors[encoding](text) : text };
}

export type Encoding = keyof typeof compressors;
export const encodings = ['br', 'gzip'] as const satisfies Encoding[];

/** Whether a client that names its encodings names this one, and not to refuse it. */
export function accepts(header: string | string[] | undefined, encoding: string): boolean {
  return String(header ?? '')
    .split(',')
    .some((part) => new RegExp(`^\\s*${encoding}\\s*(;\\s*q=(?!0(\\.0*)?\\s*$)|$)`, 'i').test(part));
}
