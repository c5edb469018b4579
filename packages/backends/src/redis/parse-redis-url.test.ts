import { describe, expect, test } from 'vitest';
import { parseRedisUrl, RedisUrlError } from './parse-redis-url.ts';
import { describePlace } from './redis-config.ts';

describe('a Redis URL', () => {
  test('names one server', () => {
    expect(parseRedisUrl('redis://localhost')).toEqual({
      ...{ type: 'single', tls: false, address: { host: 'localhost', port: 6379 }, db: 0 },
    });
    expect(parseRedisUrl('rediss://ada:p%40ss%3A%2F@redis.example:6380/3')).toEqual({
      ...{ type: 'single', tls: true, address: { host: 'redis.example', port: 6380 }, db: 3 },
      ...{ username: 'ada', password: 'p@ss:/' },
    });
    expect(parseRedisUrl('redis://:a:b@[::1]:7000/')).toEqual({
      ...{ type: 'single', tls: false, address: { host: '::1', port: 7000 }, db: 0, password: 'a:b' },
    });
  });

  test('names Sentinels and the primary that they watch', () => {
    expect(parseRedisUrl('rediss+sentinel://:secret@a,b:26380/main?db=2&sentinelPassword=p%26q')).toEqual({
      type: 'sentinel',
      tls: true,
      password: 'secret',
      sentinels: [
        { host: 'a', port: 26_379 },
        { host: 'b', port: 26_380 },
      ],
      sentinelCredentials: { password: 'p&q' },
      name: 'main',
      db: 2,
    });
  });

  test('names nodes of a cluster', () => {
    expect(parseRedisUrl('redis+cluster://u:p@a:7000,b')).toEqual({
      type: 'cluster',
      tls: false,
      username: 'u',
      password: 'p',
      nodes: [
        { host: 'a', port: 7000 },
        { host: 'b', port: 6379 },
      ],
    });
  });

  test.each([
    ['http://host', 'redis://:password@host:6379/0'],
    ['redis:host', 'redis://:password@host:6379/0'],
    ['redis://hunter2@host', 'a colon before its password'],
    ['redis://:hunter2/x@host', 'write / as %2F'],
    ['redis://:hunter2%@host', '% as %25'],
    ['redis://', 'must have hosts'],
    ['redis://host:0', 'ports from 1 to 65535'],
    ['redis://host:70000', 'ports from 1 to 65535'],
    ['redis://a,b', 'several are for'],
    ['redis://host/main', 'by its number'],
    ['redis://host?hunter2=1', 'no settings'],
    ['redis+sentinel://a', 'the primary that the Sentinels watch'],
    ['redis+sentinel://a/main?hunter2=1', 'only these settings'],
    ['redis+sentinel://a/main?db=x', 'by its number'],
    ['redis+sentinel://a/main?sentinelUser=hunter2', 'sentinelPassword'],
    ['redis+cluster://a/1', 'no database'],
    [' redis://host', 'must look like'],
  ])('%s is refused, without its words', (url, advice) => {
    const refusal = catchError(() => parseRedisUrl(url));
    expect(refusal).toBeInstanceOf(RedisUrlError);
    expect(refusal).toMatchObject({ message: expect.stringContaining(advice) });
    expect(String(refusal)).not.toContain('hunter2');
  });

  test('is described without its password', () => {
    const places = [
      'redis://:hunter2@[::1]',
      'redis+sentinel://:hunter2@a,b:1/main',
      'redis+cluster://:hunter2@a,b',
    ];
    expect(places.map((url) => describePlace(parseRedisUrl(url)))).toEqual([
      'Redis at [::1]:6379',
      'the Redis that the Sentinels at a:26379, b:1 call main',
      'the Redis cluster at a:6379, b:6379',
    ]);
  });
});

function catchError(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
