import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GrundwachtError } from '../../contract/errors.js';
import type { BodyRefused } from '../shipper/body-refused.js';
import { bodyOf, prepareScope, type ShipperDeps, setRetryAfter, statusOf, submit } from '../shipper/scope.js';
import { readJsonLogs } from './json.js';
import { readProtobuf } from './protobuf.js';
import { type Encoded, type Encoding, errorReply, logsReply } from './replies.js';

/**
 * OTLP/HTTP for logs (OpenTelemetry Protocol specification 1.x): JSON and protobuf. A request is answered when its
 * records are durable.
 */
export async function otlpEndpoint(scope: FastifyInstance, { deps }: { deps: ShipperDeps }): Promise<void> {
  prepareScope(scope, deps, ['bearer', 'basic', 'apikey']);
  scope.setErrorHandler((error: FastifyError | BodyRefused, request, reply) => {
    const status = statusOf(error);
    if (status >= 500 && !(error instanceof GrundwachtError && error.retryable)) {
      request.log.error({ err: error }, 'request failed');
    }
    setRetryAfter(reply, error);
    const message = status < 500 ? error.message : 'not taken; send it again';
    return send(reply, status, errorReply(encodingOf(request) ?? 'json', status, message));
  });
  scope.post('/v1/logs', { schema: { hide: true } }, async (request, reply) => {
    const encoding = encodingOf(request);
    if (encoding === undefined) {
      throw new GrundwachtError('MEDIA_TYPE_UNSUPPORTED', 'use application/x-protobuf or application/json');
    }
    const body = await bodyOf(request, reply, deps);
    const read = encoding === 'json' ? readJsonLogs : readProtobuf;
    const { records, rejected } = read(body, deps.limits.recordBytes);
    const { refusal } =
      records.length + rejected.size === 0 ? {} : await submit(request, deps, records, rejected);
    // Part of it may be durable; sent again, it is taken as a whole.
    if (refusal !== undefined) throw refusal;
    const total = [...rejected.values()].reduce((sum, count) => sum + count, 0);
    return send(reply, 200, logsReply(encoding, total, [...rejected.keys()].join(', ')));
  });
}

function encodingOf({ headers }: FastifyRequest): Encoding | undefined {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (type === 'application/json') return 'json';
  return type === 'application/x-protobuf' ? 'protobuf' : undefined;
}

const send = (reply: FastifyReply, status: number, { type, body }: Encoded): FastifyReply =>
  reply.status(status).type(type).send(body);
