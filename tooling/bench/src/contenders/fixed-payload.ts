import { createServer } from 'node:http';
import { serve } from './serve.ts';

/** Answers every request with the same bytes: what node:http can do at most. */
await serve(async (payload: string) => {
  const bytes = Buffer.from(payload);
  return createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
    response.end(bytes);
  });
});
