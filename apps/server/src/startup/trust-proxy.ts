import { z } from 'zod';

/** Whose X-Forwarded-For is believed: that of so many proxies, one behind the other, or of proxies with these addresses. */
export type TrustProxy = false | number | readonly string[];

export const trustProxyVariable = z
  .union(
    [
      z.literal('false').transform(() => false as const),
      z.literal('true').transform(() => 1),
      z
        .string()
        .regex(/^[1-9]$/)
        .transform(Number),
      z
        .string()
        .transform((text) => text.split(',').map((address) => address.trim()))
        .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))),
    ],
    'must be true, false, how many proxies stand one behind the other, or their addresses such as 10.0.0.0/8,fd00::/8',
  )
  .default(false);

/** Fastify reads a number as nobody, and `true` as everybody, whom a client can make up. */
export function toFastifyTrustProxy(trusted: TrustProxy) {
  if (typeof trusted === 'number') return (_address: string, hop: number) => hop < trusted;
  return trusted && [...trusted];
}
