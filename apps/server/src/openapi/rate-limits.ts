import type { OperationClass, RateLimits } from '@dunlin/api';
import type { HeaderObject, ReferenceObject } from 'openapi3-ts/oas31';

export const headerComponents: Record<string, HeaderObject> = {
  RateLimitLimit: describe('How many requests of this kind the caller may make in any window.'),
  RateLimitRemaining: describe('How many of them are left.'),
  RateLimitReset: describe('Seconds until some of those that were made count no more.'),
  RetryAfter: describe('Seconds after which to ask again.'),
};

/** The headers of every answer. */
export const rateLimitHeaders = {
  'RateLimit-Limit': refer('RateLimitLimit'),
  'RateLimit-Remaining': refer('RateLimitRemaining'),
  'RateLimit-Reset': refer('RateLimitReset'),
};

export const retryAfter = { 'Retry-After': refer('RetryAfter') };

/** What an operation says of its limit, for programs. */
export function toRateLimit(limit: OperationClass, rules: RateLimits) {
  const { max, windowSeconds } = rules[limit];
  return { class: limit, limit: max, windowSeconds };
}

/** The limits as a section of the document's description. */
export function describeRateLimits(rules: RateLimits): string {
  const rows = Object.entries(kinds).map(([name, kind]) => {
    // `as`: the names are those of the record.
    const { max, windowSeconds } = rules[name as keyof RateLimits];
    return `| \`${name}\` | ${kind} | ${max} in ${toTime(windowSeconds)} |`;
  });
  return `
## Limits

Every request counts, by account when signed in and else by address (for IPv6 by its /64). Each kind of operation has a limit of its
own, which the operation names as \`x-rateLimit\`, and which holds for any window of its length. Every answer tells in \`RateLimit-Limit\`, \`RateLimit-Remaining\` and
\`RateLimit-Reset\` where the caller stands; one request too many is answered with 429 \`RATE_LIMITED\` and \`Retry-After\`.

| limit | counts | at most |
|---|---|---|
${rows.join('\n')}

While a limit of wrong passwords is reached, the right one is refused too; but a login from an address from which the account is
signed in already has a limit of its own then. An account has a limited number of streams open at once.
`.trim();
}

const kinds: Record<keyof RateLimits, string> = {
  read: 'reads',
  write: 'writes',
  post: 'tweets',
  search: 'searches',
  upload: 'uploads',
  media: 'bytes of media, and parts of resumable uploads',
  stream: 'streams opened',
  auth: 'logins, refreshes and changes of password or email from an address',
  register: 'registrations from an address',
  report: 'reports to moderators',
  privacy: 'changes from public to private and back',
  passwordOfSession: 'wrong passwords in a session',
  loginFromAddress: 'wrong passwords from an address',
  loginToAccountFromAddress: 'wrong passwords for an account from an address',
  loginToAccount: 'wrong passwords for an account',
  loginFromKnownAddress:
    'wrong passwords for an account, beyond these, from an address from which it is signed in',
};

function toTime(seconds: number): string {
  if (seconds % 3_600 === 0) return seconds === 3_600 ? 'an hour' : `${seconds / 3_600} hours`;
  if (seconds % 60 === 0) return seconds === 60 ? 'a minute' : `${seconds / 60} minutes`;
  return `${seconds} seconds`;
}

function describe(description: string): HeaderObject {
  return { description, schema: { type: 'integer', minimum: 0 } };
}

function refer(name: string): ReferenceObject {
  return { $ref: `#/components/headers/${name}` };
}
