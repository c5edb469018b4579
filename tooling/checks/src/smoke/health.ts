import assert from 'node:assert/strict';

const expected = { '/healthz': 200, '/readyz': 200, '/openapi.json': 200, '/metrics': 404, '/nowhere': 404 };

export async function checkHealth(url: string): Promise<string> {
  const answers = await Promise.all(
    Object.keys(expected).map(async (path) => {
      const response = await fetch(url + path);
      await response.arrayBuffer();
      return [path, response.status] as const;
    }),
  );
  assert.deepEqual(Object.fromEntries(answers), expected);
  return answers.map(([path, status]) => `${path} ${status}`).join(', ');
}
