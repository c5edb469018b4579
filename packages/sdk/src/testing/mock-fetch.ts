import type { Media } from '@dunlin/sdk';
import { type DunlinError, isDunlinError } from '../dunlin-error.ts';
import type { Fetch } from '../http.ts';
import { mockError } from './mock-error.ts';

/** What is not called through an operation: uploads, and the refresh of a token that one was rejected with. */
export function createMockFetch(uploadMedia: MockUpload | undefined): Fetch {
  return async (url, init) => {
    const { pathname } = new URL(String(url));
    if (pathname === '/trpc/auth.refresh')
      return toAnswer(mockError('INVALID_REFRESH_TOKEN', { status: 401 }));
    if (pathname === '/api/uploads') throw new ReferenceError('A mock client takes files up to 1 MiB.');
    if (pathname !== '/api/media/upload' || !uploadMedia)
      throw new ReferenceError(
        'uploadMedia was called, and the mock client has no stand-in for it: createMockClient({}, { uploadMedia: … }).',
      );
    // `as`: small files are sent as forms, which hold these.
    const form = init?.body as FormData;
    const file = form.get('file') as unknown as Blob;
    const altText = form.get('altText') as string | null;
    try {
      return Response.json(await uploadMedia(file, altText === null ? {} : { altText }));
    } catch (error) {
      if (isDunlinError(error)) return toAnswer(error);
      throw new ReferenceError('The stand-in for uploadMedia failed.', { cause: error });
    }
  };
}

function toAnswer({ code, message, status = 400, issues, retryAfterMs }: DunlinError): Response {
  return Response.json({ code, detail: message, requestId: 'mock', issues, retryAfterMs }, { status });
}

export type MockUpload = (file: Blob, options: { altText?: string | undefined }) => Promise<Media>;
