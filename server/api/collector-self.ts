import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Kysely } from 'kysely';
import Type from 'typebox';
import { CollectorHealth, CollectorInputs } from '../contract/collector-inputs.js';
import { GrundwachtError } from '../contract/errors.js';
import type { CollectorGate } from '../identity/collector-gate.js';
import { getInputs, setHealth } from '../store/collector-inputs.js';
import type { Database } from '../store/tables.js';

export interface CollectorSelfOptions {
  db: Kysely<Database>;
  authenticate: CollectorGate;
  /** Clock, milliseconds since the epoch. */
  now?: () => number;
}

const tags = ['collectors'];
const security = [{ collectorToken: [] }];
const bodyLimit = 64 * 1024;

/** What a collector asks and tells: what it is to collect, and how it is. */
export const collectorSelf: FastifyPluginAsyncTypebox<CollectorSelfOptions> = async (scope, options) => {
  const { db, authenticate, now = Date.now } = options;
  const known = new WeakMap<object, string>();
  scope.addHook('onRequest', async (request) => {
    const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(request.headers.authorization ?? '')?.[1];
    const identity = await authenticate(token, request);
    if (identity === undefined) throw new GrundwachtError('COLLECTOR_UNKNOWN');
    known.set(request, identity.collector);
  });

  scope.get(
    '/inputs',
    {
      schema: {
        tags,
        security,
        summary: 'What the collector is to collect; 304 when it has that version already (If-None-Match)',
        response: {
          200: Type.Object({ version: Type.Integer(), inputs: CollectorInputs }),
          304: Type.Null(),
        },
      },
    },
    async (request, reply) => {
      const { version, inputs } = await getInputs(db, known.get(request)!);
      const etag = `"${version}"`;
      reply.header('etag', etag).header('cache-control', 'no-store');
      if (request.headers['if-none-match'] === etag) return reply.status(304).send(null);
      return { version, inputs };
    },
  );

  scope.post(
    '/health',
    {
      bodyLimit,
      schema: {
        tags,
        security,
        summary: 'What the collector tells about itself',
        body: CollectorHealth,
        response: {
          200: Type.Object({ time: Type.Number({ description: 'milliseconds since the epoch' }) }),
        },
      },
    },
    async (request) => {
      await setHealth(db, known.get(request)!, request.body, now());
      return { time: now() };
    },
  );
};
