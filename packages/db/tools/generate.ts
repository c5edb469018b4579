import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, migrate, startEmbeddedPostgres } from '../src/index.ts';
import { generateFiles } from './generated-files.ts';

await using cleanup = new AsyncDisposableStack();
const dataDir = await mkdtemp(join(tmpdir(), 'dunlin-generate-'));
cleanup.defer(() => rm(dataDir, { recursive: true, force: true }));
const postgres = cleanup.use(await startEmbeddedPostgres({ dataDir, durable: false }));
const db = createDatabase({ url: postgres.url });
cleanup.defer(() => db.destroy());
await migrate(db);
for (const { path, content } of await generateFiles(db)) await writeFile(path, content);
