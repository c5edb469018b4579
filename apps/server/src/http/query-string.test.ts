import { fastify } from 'fastify';
import { describe, expect, test } from 'vitest';
import { parseQueryString } from './query-string.ts';

const app = fastify();
app.get('/', (request) => request.query);

describe('reads a query as Fastify does by itself', () => {
  test.for([
    '',
    'q=a',
    'q',
    '=a',
    'q=a=b',
    'q=a&q=b&q=',
    'q=a+b%2Bc&a+b=1',
    'q=%E4%B8%AD%E6%96%87',
    'q=gr%FCn',
    'q=100%',
    'q=100%+sure&a+%=1',
    'q=%20%+a%2B+%C3%A9',
    'q=%zz&%q=1',
    '&&q=a&',
    '__proto__=a&constructor=b',
    Array.from({ length: 2_000 }, (_, index) => `k${index}=`).join('&'),
  ])('%s', async (text) => {
    const { body } = await app.inject(`/?${text}`);
    expect(JSON.stringify(parseQueryString(text))).toBe(body);
  });
});
