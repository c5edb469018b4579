import assert from 'node:assert/strict';

const names = ['x-forwarded-for', 'x-real-ip', 'forwarded'];

/** Requests that claim to come from somewhere else count towards the same limit: what is left falls by one with each. */
export async function checkAddresses(url: string): Promise<string> {
  const left = [await readRemaining(url, {})];
  for (const [index, name] of names.entries()) {
    const address = `198.51.100.${index + 1}`;
    left.push(await readRemaining(url, { [name]: name === 'forwarded' ? `for=${address}` : address }));
  }
  left.push(await readRemaining(url, { 'x-forwarded-for': '198.51.100.9, 127.0.0.1' }));
  const [first = Number.NaN] = left;
  assert.deepEqual(
    left,
    left.map((_, index) => first - index),
    'another limit counts whoever sends another address',
  );
  return `${left.join(', ')} requests are left`;
}

async function readRemaining(url: string, headers: Record<string, string>): Promise<number> {
  const response = await fetch(`${url}/auth/me`, { headers });
  await response.arrayBuffer();
  return Number(response.headers.get('ratelimit-remaining') ?? Number.NaN);
}
