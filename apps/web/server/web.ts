import type { FastifyInstance } from 'fastify';
import { type BrandOptions, createBrand } from './brand.ts';
import { createBuild } from './build.ts';
import { mountPages } from './pages.ts';
import type { PublicReads } from './public-reads.ts';
import { mountSession } from './session.ts';

/** The pages of this server. */
export interface Web extends AsyncDisposable {
  /** Adds the routes of the pages, their files and their session; with what visitors may read, pages of it. */
  mount(app: FastifyInstance, reads?: PublicReads): void;
  /** Has the pages built unless they are. It takes processor time: call it once the server is ready. */
  begin(): void;
  /** Resolves when the pages are there, or cannot be. */
  built(): Promise<void>;
}

export function createWeb({ publicUrl, brand: given = { name: 'Dunlin' }, onError }: WebOptions): Web {
  const build = createBuild(onError);
  const brand = createBrand(given);
  return {
    mount(app, reads) {
      mountPages(app, { build, brand, publicUrl, reads });
      mountSession(app, { isSecure: publicUrl?.startsWith('https:') ?? false });
    },
    begin: build.begin,
    built: build.done,
    [Symbol.asyncDispose]: build.stop,
  };
}

export interface WebOptions {
  /** Where browsers reach the server; with https, its cookies are for https alone. */
  publicUrl: string | undefined;
  /** Dunlin's own unless given. */
  brand?: BrandOptions | undefined;
  /** Told why the pages cannot be built. */
  onError: (error: unknown) => void;
}
