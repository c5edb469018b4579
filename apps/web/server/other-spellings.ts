import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { profilePath, threadPath } from '../src/paths.ts';

/** Addresses as some programs write them, with the sign of a name encoded or a slash at the end, lead to those that the pages have. */
export function mountOtherSpellings(app: FastifyInstance, baseOf: (request: FastifyRequest) => string): void {
  const lead = (request: FastifyRequest, reply: FastifyReply, path: string) => {
    // Some follow none but whole addresses.
    reply.redirect(`${baseOf(request)}${path}`, 301);
  };
  // Routes match what is decoded; one that begins with the sign as it is has a page, unless a slash follows.
  for (const [name, end] of [
    ['@:username', '/'],
    [':written(^@.+$)', ''],
    [':written(^@.+$)', '/'],
  ]) {
    app.get<{ Params: Written }>(`/${name}${end}`, (request, reply) =>
      lead(request, reply, profilePath(accountOf(request.params))),
    );
    app.get<{ Params: Written & { id: string } }>(`/${name}/:id${end}`, (request, reply) => {
      const { params } = request;
      lead(request, reply, threadPath({ id: encodeURIComponent(params.id), author: accountOf(params) }));
    });
  }
}

interface Written {
  username?: string;
  /** With the sign. */
  written?: string;
}

function accountOf({ written = '', username = written.slice(1) }: Written): { username: string } {
  return { username: encodeURIComponent(username) };
}
