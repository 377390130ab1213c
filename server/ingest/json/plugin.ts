import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { errorTable, GrundwachtError } from '../../contract/errors.js';
import { BodyRefused } from '../shipper/body-refused.js';
import { bodyOf, prepareScope, type ShipperDeps, setRetryAfter, submit } from '../shipper/scope.js';
import { JsonFault } from './json-fault.js';
import { type ReadRecords, readJson, readLines } from './records.js';

const errorsShown = 100;

export const JsonIntakeReply = Type.Object({
  accepted: Type.Integer({ description: 'records that are stored, durably' }),
  duplicates: Type.Integer({
    description: 'records that were stored before, under the same idempotency-key',
  }),
  rejected: Type.Integer({ description: 'records that are not stored' }),
  errors: Type.Array(
    Type.Object({
      index: Type.Integer({ description: 'place of the record in the request, from 0' }),
      pointer: Type.String({ description: 'JSON pointer of the fault' }),
      reason: Type.String(),
    }),
    { description: `the first ${errorsShown}` },
  ),
});
type JsonIntakeReply = Static<typeof JsonIntakeReply>;

const Query = Type.Object({
  dataset: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9][a-z0-9._-]{0,62}$',
      description: 'of lines of text, such as apache.access',
    }),
  ),
});
type Request = FastifyRequest<{ Querystring: Static<typeof Query> }>;

/** `POST /api/v1/ingest/json`: records of any program that can send JSON or lines over HTTP. */
export async function jsonEndpoint(scope: FastifyInstance, { deps }: { deps: ShipperDeps }): Promise<void> {
  prepareScope(scope, deps, ['bearer', 'basic', 'apikey']);
  scope.post(
    '/api/v1/ingest/json',
    {
      schema: {
        operationId: 'ingestJson',
        tags: ['ingest'],
        summary: 'Takes records as NDJSON, JSON or lines of text; answered after they are durable',
        security: [{ collectorToken: [] }],
        consumes: ['application/x-ndjson', 'application/json', 'text/plain'],
        querystring: Query,
        response: { 200: JsonIntakeReply },
      },
      errorHandler: (error: FastifyError | BodyRefused, _request, reply) => {
        setRetryAfter(reply, error);
        throw error instanceof BodyRefused ? new GrundwachtError('VALIDATION', error.message) : error;
      },
    },
    (request, reply) => ingest(request as Request, reply, deps),
  );
}

async function ingest(
  request: Request,
  reply: FastifyReply,
  deps: ShipperDeps,
): Promise<JsonIntakeReply | FastifyReply> {
  const body = await bodyOf(request, reply, deps);
  const { records, errors, rejected } = read(request, body, deps);
  if (records.length + errors.length === 0) throw new BodyRefused('the body holds no records');
  const key = request.headers['idempotency-key'];
  if (typeof key === 'string' && key !== '') {
    records.forEach((record, index) => {
      record.id = `${key.slice(0, 200)}\0${index}`;
    });
  }
  const { stored, duplicates, refusal } = await submit(request, deps, records, rejected);
  // Part of it is durable; sent again, it is taken as a whole.
  if (refusal !== undefined) throw refusal;
  const answer = {
    accepted: stored,
    duplicates,
    rejected: errors.length,
    errors: errors.slice(0, errorsShown),
  };
  return stored + duplicates === 0 ? nothingTaken(reply, answer) : answer;
}

/** An error in the API's form, with what is wrong with each record. */
function nothingTaken(reply: FastifyReply, answer: JsonIntakeReply): FastifyReply {
  const { pointer, reason } = answer.errors[0]!;
  const error = {
    code: 'VALIDATION',
    message: errorTable.VALIDATION.message,
    detail: `no record can be taken; the first: ${pointer || '/'}: ${reason}`,
  };
  return reply
    .status(400)
    .serializer(JSON.stringify)
    .send({ error, ...answer });
}

function read(request: Request, body: Buffer, deps: ShipperDeps): ReadRecords {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  const options = { dataset: request.query.dataset ?? '', recordBytes: deps.limits.recordBytes };
  if (type === 'text/plain') return readLines(body, true, options);
  if (type !== 'application/json') {
    if (/ndjson|jsonl|json-seq|jsonlines/.test(type)) return readLines(body, false, options);
    throw new BodyRefused(
      `content-type ${JSON.stringify(type)}: use application/x-ndjson, application/json or text/plain`,
    );
  }
  try {
    return readJson(body, options);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new BodyRefused(`${error.pointer || '/'}: ${error.message} (byte ${error.at})`);
  }
}
