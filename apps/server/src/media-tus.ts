import type { Api } from '@dunlin/api';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { acceptLongBody } from './body-deadline.ts';
import { toRequestInfo } from './request-info.ts';
import { createTusUploads, type TusExchange, tusPath } from './tus-uploads.ts';

const cleaningMs = 3_600_000;

/** Uploads that go on where they were cut off (https://tus.io/protocols/resumable-upload); the id of one is that of its media. */
export function mountResumableUploads(app: FastifyInstance, { api }: { api: Api }): void {
  const { authenticator, limits } = api.services;
  const uploads = createTusUploads(api);
  const cleaning = setInterval(() => {
    uploads.cleanUp().catch((err) => app.log.error({ err }, 'Old uploads could not be removed'));
  }, cleaningMs).unref();
  app.addHook('onClose', async () => clearInterval(cleaning));

  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    // The bytes stay in the request, for tus to read.
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    const route = (method: HTTPMethods, url: string, answer: (exchange: TusExchange) => Promise<void>) =>
      scope.route<{ Params: { id?: string } }>({
        ...acceptLongBody,
        method,
        url,
        exposeHeadRoute: false,
        handler: async (request, reply) => {
          const info = toRequestInfo(request);
          await limits.countCall(method === 'POST' ? 'upload' : 'media', info);
          const { id: ownerId } = await authenticator.authenticate(info.authorization);
          const { params, raw } = request;
          for (const [name, value] of Object.entries(reply.getHeaders()))
            if (value !== undefined) reply.raw.setHeader(name, value);
          await answer({ request: raw, response: reply.raw, ownerId, id: params.id ?? '' });
          reply.hijack();
        },
      });
    route('POST', tusPath, uploads.create);
    route('HEAD', `${tusPath}/:id`, uploads.tellOffset);
    route('PATCH', `${tusPath}/:id`, uploads.append);
    route('DELETE', `${tusPath}/:id`, uploads.abandon);
    done();
  });
}
