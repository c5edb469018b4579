import { createTestApp } from '@dunlin/testing';
import { test } from 'vitest';
test('drain time', async () => {
  await using app = await createTestApp();
  const [a, ...fans] = await app.createUsers('a', 'b', 'c', 'd', 'e', 'f','g');
  for (const f of fans) await app.as(f).follows.create({ id: a.id });
  await app.drain();
  for (let i = 0; i < 8; i++) {
    const t0 = performance.now();
    await app.as(a).tweets.create({ text: 'x' });
    const t1 = performance.now();
    await app.drain();
    const t2 = performance.now();
    await Promise.all(fans.map((f) => app.as(f).follows.delete({ id: a.id })));
    const t3 = performance.now();
    await app.drain();
    const t4 = performance.now();
    await Promise.all(fans.map((f) => app.as(f).follows.create({ id: a.id })));
    const t5 = performance.now();
    await app.drain();
    console.log([t1 - t0, t2 - t1, t3 - t2, t4 - t3, t5 - t4, performance.now() - t5].map((x) => x.toFixed(0)).join(' '));
  }
});
