import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GrundwachtError } from '../../contract/errors.js';
import type { CollectorGate } from '../../identity/collector-gate.js';
import type { ByteBudget } from '../byte-budget.js';
import { decompress } from '../decompress.js';
import type { Intake, IntakeRecord, IntakeReply } from '../intake.js';
import { BodyRefused } from './body-refused.js';
import { tokenOf } from './credentials.js';

export interface ShipperLimits {
  /** Of a body as it is sent. */
  bodyBytes: number;
  /** Of a body when unpacked. */
  unpackedBytes: number;
  /** Of one record. */
  recordBytes: number;
}

export const defaultLimits: ShipperLimits = {
  bodyBytes: 16 << 20,
  unpackedBytes: 32 << 20,
  recordBytes: 1 << 20,
};

declare module 'fastify' {
  interface FastifySchema {
    /** Not in the OpenAPI document. */
    hide?: boolean;
  }
  interface FastifyContextConfig {
    /** Answers without a collector's token. */
    withoutToken?: boolean;
  }
}

/** What the endpoints for foreign shippers work with. */
export interface ShipperDeps {
  intake: Intake;
  authenticate: CollectorGate;
  /** All bodies under way, over all endpoints. */
  budget: ByteBudget;
  limits: ShipperLimits;
}

/** Refusals that concern a body as a whole, and the word that they have in the ledger of sources. */
const bodyReasons: Partial<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  BODY_TOO_LARGE: 'body-too-large',
  BATCH_MALFORMED: 'body-malformed',
  VALIDATION: 'body-malformed',
};

/**
 * Makes a scope one for shippers: every request names a collector by its token, bodies are taken as bytes and count
 * against the budget, and a body that is refused as a whole counts as rejected of its sender.
 * @param schemes of the header `authorization` that the protocol has, in lower case
 */
export function prepareScope(scope: FastifyInstance, deps: ShipperDeps, schemes: readonly string[]): void {
  const { bodyBytes } = deps.limits;
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyBytes }, (_request, body, done) =>
    done(null, body),
  );
  scope.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.withoutToken === true) return;
    const token = tokenOf(request.headers.authorization, schemes);
    request.collector = await deps.authenticate(token, request);
    if (request.collector === undefined) throw new GrundwachtError('COLLECTOR_UNKNOWN');
  });
  scope.addHook('onRequest', async (request, reply) => {
    const announced = Number(request.headers['content-length'] ?? Number.NaN);
    const chunked = request.headers['transfer-encoding'] !== undefined;
    if (!chunked && !(announced > 0)) return;
    reply.raw.once('close', deps.budget.take(chunked ? bodyBytes : Math.min(announced, bodyBytes)));
  });
  scope.addHook('onError', async (request, _reply, error: FastifyError | BodyRefused) => {
    const refused = error instanceof BodyRefused;
    const reason = refused ? 'body-malformed' : bodyReasons[(error as FastifyError).code];
    if (request.collector === undefined || reason === undefined) return;
    await deps.intake
      .submit(request.collector, request.ip, [], new Map([[reason, refused ? error.records : 1]]))
      .catch((err: unknown) => request.log.error({ err, reason }, 'rejection_not_counted'));
  });
}

/**
 * @returns the body, unpacked; empty when there is none
 * @throws GrundwachtError BODY_TOO_LARGE, BATCH_MALFORMED, VALIDATION, STORAGE_STALLED
 */
export async function bodyOf(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: ShipperDeps,
): Promise<Buffer> {
  const { body } = request;
  if (!Buffer.isBuffer(body)) return Buffer.alloc(0);
  const unpacked = await decompress(body, request.headers['content-encoding'], deps.limits.unpackedBytes);
  if (unpacked !== body) reply.raw.once('close', deps.budget.take(unpacked.length));
  return unpacked;
}

/** Stores the records of a request, see {@link Intake.submit}. */
export function submit(
  request: FastifyRequest,
  deps: ShipperDeps,
  records: readonly IntakeRecord[],
  rejected: ReadonlyMap<string, number>,
): Promise<IntakeReply> {
  return deps.intake.submit(request.collector!, request.ip, records, rejected);
}

/** @returns HTTP status of an error, as every protocol here uses it */
export function statusOf(error: FastifyError | GrundwachtError | BodyRefused): number {
  if (error instanceof BodyRefused) return 400;
  if (error instanceof GrundwachtError) return error.status;
  return error.statusCode ?? 500;
}

/** Says when the request may be sent again, where that helps. */
export function setRetryAfter(reply: FastifyReply, error: unknown): void {
  if (!(error instanceof GrundwachtError) || !error.retryable) return;
  reply.header('retry-after', String(error.retryAfterSeconds ?? 5));
}

/** Counts rejected records by reason. */
export class Rejections extends Map<string, number> {
  count(reason: string, records = 1): void {
    this.set(reason, (this.get(reason) ?? 0) + records);
  }
}
