import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { batchMediaType } from '../contract/envelope.js';
import { GrundwachtError } from '../contract/errors.js';
import type { CollectorGate } from '../identity/collector-gate.js';
import { ByteBudget } from './byte-budget.js';
import { decompress } from './decompress.js';
import type { CollectorIdentity, Ingestor } from './ingestor.js';

export interface IngestPluginOptions {
  ingestor: Ingestor;
  authenticate: CollectorGate;
  /** Limit of a body as it is sent, bytes. Default 8 MiB. */
  maxBodyBytes?: number;
  /** Limit of a batch when unpacked, bytes. Default 16 MiB. */
  maxBatchBytes?: number;
  /** All bodies under way; a request beyond it is answered 503. Default 48 MiB. */
  budget?: ByteBudget;
}

export const IngestReplySchema = Type.Object({
  accepted: Type.Integer({ description: 'records stored by this request; 0 for a duplicate' }),
  duplicate: Type.Boolean({ description: 'the batch was stored before' }),
  position: Type.Integer({ description: 'journal position at or behind the end of the batch' }),
});

declare module 'fastify' {
  interface FastifyRequest {
    collector: CollectorIdentity | undefined;
  }
}

/** `POST /api/v1/ingest`: answers 200 only after the batch is durable in the journal. */
export const ingestPlugin = fp<IngestPluginOptions>(
  async (app, options) => {
    const { ingestor, authenticate } = options;
    const maxBody = options.maxBodyBytes ?? 8 << 20;
    const maxBatch = options.maxBatchBytes ?? 16 << 20;
    const inFlight = options.budget ?? new ByteBudget(48 << 20);

    async function identify(request: FastifyRequest): Promise<void> {
      const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(request.headers.authorization ?? '')?.[1];
      request.collector = await authenticate(token, request);
      if (!request.collector) throw new GrundwachtError('COLLECTOR_UNKNOWN');
    }

    /** Before the body is read; it is given back when the answer is out or the connection is gone. */
    async function reserve(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      const announced = Number(request.headers['content-length']);
      const bytes = Number.isSafeInteger(announced) ? Math.min(announced, maxBody) : maxBody;
      reply.raw.once('close', inFlight.take(bytes));
    }

    app.decorateRequest('collector', undefined);
    app.addContentTypeParser(batchMediaType, { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    app.post(
      '/api/v1/ingest',
      {
        bodyLimit: maxBody,
        schema: {
          operationId: 'ingestBatch',
          tags: ['ingest'],
          summary: 'Takes a batch of a collector; answered after it is durable',
          security: [{ collectorToken: [] }],
          consumes: [batchMediaType],
          response: { 200: IngestReplySchema },
        },
        onRequest: [identify, reserve],
        errorHandler: (error, _request, reply) => {
          if (error instanceof GrundwachtError && error.retryable) {
            reply.header('retry-after', String(error.retryAfterSeconds ?? 5));
          }
          throw error;
        },
      },
      async (request, reply) => {
        if (!Buffer.isBuffer(request.body)) {
          throw new GrundwachtError('VALIDATION', `send a body of content-type ${batchMediaType}`);
        }
        const batch = await decompress(request.body, request.headers['content-encoding'], maxBatch);
        if (batch !== request.body) reply.raw.once('close', inFlight.take(batch.length));
        return ingestor.submit(request.collector!, batch);
      },
    );
  },
  { name: 'ingest', fastify: '5.x' },
);
