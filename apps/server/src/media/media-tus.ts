import { type Api, AppError } from '@dunlin/api';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { acceptLongBody } from '../http/body-deadline.ts';
import { toRequestInfo } from '../http/request-info.ts';
import { createTusUploads, type TusExchange, tusPath, tusVersion } from './tus-uploads.ts';

const cleaningMs = 3_600_000;
/** Headers of an answer that tus sets too: there is no body, and who may read it is decided elsewhere (allowed-origins.ts). */
const ours = /^(content-type|content-length|access-control-.*)$/;

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
    const route = (method: HTTPMethods, url: string, act: (exchange: TusExchange) => Promise<Response>) =>
      scope.route<{ Params: { id?: string } }>({
        ...acceptLongBody,
        method,
        url,
        exposeHeadRoute: false,
        handler: async (request, reply) => {
          const info = toRequestInfo(request);
          await limits.countCall(method === 'POST' || method === 'PATCH' ? 'upload' : 'media', info);
          const { id: ownerId } = await authenticator.authenticate(info.authorization);
          if (request.headers['tus-resumable'] !== tusVersion) {
            reply.header('tus-version', tusVersion);
            throw new AppError('UPLOAD_PROTOCOL_UNSUPPORTED');
          }
          const { id = '' } = request.params;
          const answer = await act({ request: request.raw, response: reply.raw, info, ownerId, id });
          reply.code(answer.status);
          for (const [name, value] of answer.headers) if (!ours.test(name)) reply.header(name, value);
          return reply.send();
        },
      });
    route('POST', tusPath, uploads.create);
    route('HEAD', `${tusPath}/:id`, uploads.tellOffset);
    route('PATCH', `${tusPath}/:id`, uploads.append);
    route('DELETE', `${tusPath}/:id`, uploads.abandon);
    done();
  });
}
