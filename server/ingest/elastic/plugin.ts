import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GrundwachtError } from '../../contract/errors.js';
import { outcome } from '../intake.js';
import { BodyRefused } from '../shipper/body-refused.js';
import { bodyOf, prepareScope, type ShipperDeps, setRetryAfter, statusOf, submit } from '../shipper/scope.js';
import { oneDocument, readBulk } from './bulk.js';
import { bulkReply } from './bulk-reply.js';
import { answerProbe, serverInfo } from './probes.js';

type InIndex = { Params: { index?: string; id?: string }; Querystring: { filter_path?: string } };

/**
 * What shippers need of Elasticsearch's REST API: the calls by which they begin, `_bulk`, and single documents. A
 * document is answered as created when it is durable in the journal.
 */
export async function elasticEndpoints(
  scope: FastifyInstance,
  { deps }: { deps: ShipperDeps },
): Promise<void> {
  scope.addHook('onRequest', async (request, reply) => {
    // Clients from version 7.14 on refuse a server without it.
    reply.header('x-elastic-product', 'Elasticsearch');
    reply.header('content-type', mediaTypeFor(request));
  });
  prepareScope(scope, deps, ['basic', 'apikey', 'bearer']);
  scope.setErrorHandler((error: FastifyError, request, reply) => replyError(error, request, reply));
  const schema = { hide: true };

  scope.get('/', { schema }, async (request, reply) =>
    send(reply, JSON.stringify(serverInfo(request.headers['user-agent']))),
  );

  for (const url of ['/_bulk', '/:index/_bulk', '/:index/:type/_bulk']) {
    for (const method of ['POST', 'PUT'] as const) {
      scope.route<InIndex>({ method, url, schema, handler: (request, reply) => bulk(request, reply, deps) });
    }
  }
  for (const url of ['/:index/_doc', '/:index/_doc/:id', '/:index/_create/:id']) {
    for (const method of ['POST', 'PUT'] as const) {
      scope.route<InIndex>({
        method,
        url,
        schema,
        handler: (request, reply) => single(request, reply, deps),
      });
    }
  }
  scope.route({
    method: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'],
    url: '/*',
    schema,
    handler: async (request, reply) => {
      const { status, body } = answerProbe(request.method, pathBelow(scope.prefix, request.url));
      if (typeof body === 'string') reply.header('content-type', 'text/plain; charset=UTF-8');
      return send(reply.status(status), typeof body === 'string' ? body : JSON.stringify(body));
    },
  });
}

/** As bytes: of text Fastify would write the media type anew. */
const send = (reply: FastifyReply, text: string): FastifyReply => reply.send(Buffer.from(text));

/** Not the decoded wildcard: a name may hold an encoded slash. */
const pathBelow = (prefix: string, url: string): string => url.slice(prefix.length).split('?', 1)[0]!;

/** Clients of version 8 and 9 ask for a media type of their own and get it back. */
function mediaTypeFor({ headers }: FastifyRequest): string {
  const compatible = /application\/vnd\.elasticsearch\+json; ?compatible-with=(\d)/.exec(
    headers.accept ?? '',
  );
  return compatible === null
    ? 'application/json; charset=UTF-8'
    : `application/vnd.elasticsearch+json;compatible-with=${compatible[1]}`;
}

async function bulk(
  request: FastifyRequest<InIndex>,
  reply: FastifyReply,
  deps: ShipperDeps,
): Promise<FastifyReply> {
  const body = await bodyOf(request, reply, deps);
  const { items, records, rejected } = readBulk(body, request.params.index, deps.limits.recordBytes);
  if (items.length === 0) throw new BodyRefused('request body is required');
  const stored = await submit(request, deps, records, rejected);
  return send(reply, bulkReply(items, stored, request.query.filter_path));
}

async function single(
  request: FastifyRequest<InIndex>,
  reply: FastifyReply,
  deps: ShipperDeps,
): Promise<FastifyReply> {
  const document = await bodyOf(request, reply, deps);
  const { index = '', id } = request.params;
  const action = request.url.includes('/_create/') ? 'create' : 'index';
  const { items, records, rejected } = oneDocument({ action, index, id }, document, deps.limits.recordBytes);
  const stored = await submit(request, deps, records, rejected);
  if (stored.outcomes[0] === outcome.refused && stored.refusal) throw stored.refusal;
  const {
    items: [item],
  } = JSON.parse(bulkReply(items, stored, undefined)) as {
    items: Record<string, { status: number; error?: object }>[];
  };
  const { status, error, ...result } = item![action]!;
  const answer = error === undefined ? result : { error: { root_cause: [error], ...error }, status };
  return send(reply.status(status), JSON.stringify(answer));
}

const errorTypes: Record<number, string> = {
  400: 'illegal_argument_exception',
  401: 'security_exception',
  413: 'content_too_long_exception',
  429: 'es_rejected_execution_exception',
  503: 'es_rejected_execution_exception',
};

/** Any error in Elasticsearch's form. */
function replyError(
  error: FastifyError | BodyRefused,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const status = statusOf(error);
  if (status >= 500 && !(error instanceof GrundwachtError && error.retryable)) {
    request.log.error({ err: error }, 'request failed');
  }
  setRetryAfter(reply, error);
  if (status === 401) reply.header('www-authenticate', 'Basic realm="security", charset="UTF-8"');
  const cause = {
    type: errorTypes[status] ?? 'exception',
    reason: status < 500 ? error.message : 'not taken; send it again',
  };
  return send(reply.status(status), JSON.stringify({ error: { root_cause: [cause], ...cause }, status }));
}
