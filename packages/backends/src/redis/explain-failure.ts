import type { RedisConfig } from './redis-config.ts';

/** What a failure means and what to do, by what the errors of ioredis say; the first that fits. */
const explanations: readonly (readonly [RegExp, string])[] = [
  [/WRONGPASS|invalid password/, 'it refuses the user or the password. Check those in REDIS_URL.'],
  [/NOAUTH/, 'it asks for a password. Write it in REDIS_URL: redis://user:password@host.'],
  [/NOPERM/, 'the user of REDIS_URL may not use it. Allow that user every command on its keys and channels.'],
  [
    /DB index is out of range/,
    'it has no database of that number. Choose a lower one in REDIS_URL, or 0; its setting databases says how many it has.',
  ],
  [
    /No such master/,
    'the Sentinels know no primary of that name. Check the name after the slash in REDIS_URL.',
  ],
  [
    /wrong version number|packet length too long/i,
    'it speaks no TLS. Write redis in place of rediss in REDIS_URL.',
  ],
  [
    /certificate|altname/i,
    'its certificate is not trusted. Name that of its authority in NODE_EXTRA_CA_CERTS.',
  ],
  [/Protocol error/i, 'what answers there is not Redis. Check the port in REDIS_URL.'],
];

/** Of what ioredis said about a connection that failed, the part that helps; quotes no command, which may hold the password. */
export function explainFailure(failures: readonly Error[], { tls, type }: RedisConfig): string {
  const texts = failures.map(({ message }) => message);
  const [pattern, meaning] = explanations.find(([known]) => texts.some((text) => known.test(text))) ?? [];
  if (meaning !== undefined) {
    const isOfSentinel =
      type === 'sentinel' && texts.some((text) => /sentinel/.test(text) && pattern?.test(text));
    return isOfSentinel && /password/.test(meaning)
      ? `${meaning} That of the Sentinels stands after the name: ?sentinelPassword=secret.`
      : meaning;
  }
  const reason = texts.some((text) => /timed out|ETIMEDOUT/.test(text))
    ? 'it does not answer'
    : (texts.find((text) => /\bE[A-Z]{3,}\b/.test(text)) ?? texts[0] ?? 'it closed the connection');
  const [given, other, fact] = tls ? ['rediss', 'redis', 'no TLS'] : ['redis', 'rediss', 'TLS'];
  return `${reason.replace(/\.$/, '')}. Check that REDIS_URL is right and that the server it names is running, and write ${other} in place of ${given} if it speaks ${fact}.`;
}
