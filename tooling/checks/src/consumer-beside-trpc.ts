import { glob, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { consumerTsconfig } from './consumer-tsconfig.ts';
import { installInEmptyProject } from './install-in-empty-project.ts';
import type { PackedPackage } from './pack-package.ts';
import { runCommand } from './run-command.ts';

/** The newest integration for React needs exactly this version, older than ours. */
const trpcVersion = '11.22.1';
const trpc = ['client', 'server', 'tanstack-react-query'].map((name) => `@trpc/${name}@${trpcVersion}`);
const others = ['@tanstack/react-query@5', 'react@19', '@types/react@19', 'typescript@6.0.3'];

const program = `
import { createClient } from '@dunlin/sdk';
import { type AppRouter, dunlinLink } from '@dunlin/sdk/trpc';
import { QueryClient } from '@tanstack/react-query';
import { createTRPCClient } from '@trpc/client';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';

const client = createClient({ baseUrl: 'http://localhost:3000' });
const queryClient = new QueryClient();
const trpcClient = createTRPCClient<AppRouter>({ links: [dunlinLink(client)] });
const trpc = createTRPCOptionsProxy<AppRouter>({ client: trpcClient, queryClient });

export async function nameOf(id: string): Promise<string> {
  const { username } = await queryClient.fetchQuery(trpc.users.get.queryOptions({ id }));
  return username;
}
`;

/** In an app that has tRPC's integration for React, whose types take our client only if both are of the same copy. */
export async function compileBesideTrpc(sdk: PackedPackage): Promise<void> {
  const project = join(sdk.directory, 'trpc');
  await installInEmptyProject(project, [...trpc, ...others, sdk.tarball]);
  const copies = await Array.fromAsync(glob('**/node_modules/@trpc/client/package.json', { cwd: project }));
  if (copies.length !== 1) throw new Error(`There are several copies of tRPC: ${copies.join(', ')}`);
  await writeFile(join(project, 'app.ts'), program);
  // The .d.ts of that tRPC want those of Node and ws.
  const options = { module: 'NodeNext', moduleResolution: 'NodeNext', skipLibCheck: true };
  await writeFile(join(project, 'tsconfig.json'), consumerTsconfig('app.ts', options));
  await runCommand([join(project, 'node_modules/.bin/tsc')], { cwd: project });
  console.log(`tRPC ${trpcVersion} and its integration for React: one copy, compiles`);
}
