import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GrundwachtError } from '../../contract/errors.js';
import type { BodyRefused } from '../shipper/body-refused.js';
import { bodyOf, prepareScope, type ShipperDeps, setRetryAfter, statusOf, submit } from '../shipper/scope.js';
import { Acknowledgements } from './acks.js';
import { type HecCode, HecRefused, hecCodes } from './codes.js';
import { type HecEvents, type RawMetadata, readEvents, readRaw } from './events.js';

type Query = { channel?: string } & RawMetadata;
type Request = FastifyRequest<{ Querystring: Query }>;

const schemes = ['splunk', 'basic', 'bearer'];
const acksAtOnce = 10_000;
const channelForm = /^[\w-]{1,128}$/;
const metadataNames = ['host', 'source', 'sourcetype', 'index', 'time'] as const;

/**
 * Splunk's HTTP Event Collector. An answer comes when the events are durable; a request with a channel gets a number,
 * which `/ack` knows from then on.
 */
export async function hecEndpoints(scope: FastifyInstance, { deps }: { deps: ShipperDeps }): Promise<void> {
  prepareScope(scope, deps, schemes);
  scope.setErrorHandler((error: FastifyError, request, reply) => replyError(error, request, reply));
  const acks = new Acknowledgements();
  const schema = { hide: true };

  const take = (url: string, read: (request: Request, body: Buffer) => HecEvents) =>
    scope.post<{ Querystring: Query }>(url, { schema }, async (request, reply) => {
      const channel = channelOf(request);
      const found = read(request, await bodyOf(request, reply, deps));
      return answer(request, reply, deps, found, channel, acks);
    });
  for (const url of ['', '/event', '/event/1.0', '/1.0']) {
    take(`/services/collector${url}`, (_request, body) => readEvents(body, deps.limits.recordBytes));
  }
  for (const url of ['/raw', '/raw/1.0']) {
    take(`/services/collector${url}`, (request, body) =>
      readRaw(body, metadataOf(request), deps.limits.recordBytes),
    );
  }
  for (const url of ['/health', '/health/1.0']) {
    scope.get(`/services/collector${url}`, { schema, config: { withoutToken: true } }, (_request, reply) =>
      say(reply, 17),
    );
  }
  scope.post<{ Querystring: Query }>('/services/collector/ack', { schema }, async (request, reply) => {
    const channel = channelOf(request);
    if (channel === undefined) throw new HecRefused(10);
    const numbers = acksAsked(await bodyOf(request, reply, deps));
    return { acks: acks.ask(request.collector!.collector, channel, numbers) };
  });
}

async function answer(
  request: Request,
  reply: FastifyReply,
  deps: ShipperDeps,
  { records, rejected, invalid }: HecEvents,
  channel: string | undefined,
  acks: Acknowledgements,
): Promise<FastifyReply> {
  if (records.length === 0 && invalid === undefined) throw new HecRefused(5);
  const { refusal } = await submit(request, deps, records, rejected);
  // Part of it may be durable; sent again, it is taken as a whole.
  if (refusal !== undefined) throw refusal;
  const ackId = channel === undefined ? {} : { ackId: acks.give(request.collector!.collector, channel) };
  if (invalid === undefined) return say(reply, 0, ackId);
  return say(reply, invalid.code, { 'invalid-event-number': invalid.event, ...ackId });
}

function say(reply: FastifyReply, code: HecCode, more: object = {}, otherStatus?: number): FastifyReply {
  const [usual, text] = hecCodes[code];
  const status = otherStatus ?? usual;
  return reply
    .status(status)
    .type('application/json; charset=UTF-8')
    .send(JSON.stringify({ text, code, ...more }));
}

/** @throws HecRefused 11 */
function channelOf({ headers, query }: Request): string | undefined {
  const channel = headers['x-splunk-request-channel'] ?? query.channel;
  if (channel === undefined) return undefined;
  if (typeof channel !== 'string' || !channelForm.test(channel)) throw new HecRefused(11);
  return channel;
}

/** Splunk gives the query's values to all events of a raw request. */
function metadataOf({ query }: Request): RawMetadata {
  const found: RawMetadata = {};
  for (const name of metadataNames) {
    const value = query[name];
    if (typeof value === 'string' && value !== '') found[name] = value.slice(0, 1000);
  }
  return found;
}

/** @throws HecRefused 6 */
function acksAsked(body: Buffer): number[] {
  try {
    const { acks } = JSON.parse(body.toString()) as { acks?: unknown };
    if (Array.isArray(acks) && acks.length <= acksAtOnce) return acks.map(Number);
  } catch {
    // Refused below, like any other form.
  }
  throw new HecRefused(6);
}

function replyError(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const code = codeOf(error, request);
  if (code === 8) request.log.error({ err: error }, 'request failed');
  setRetryAfter(reply, error);
  return say(reply, code, {}, statusOf(error as FastifyError) === 413 ? 413 : undefined);
}

function codeOf(error: Error, { headers }: FastifyRequest): HecCode {
  if (error instanceof HecRefused) return error.code;
  if (error instanceof GrundwachtError && error.code === 'COLLECTOR_UNKNOWN') {
    if (headers.authorization === undefined) return 2;
    return schemes.includes(headers.authorization.split(' ', 1)[0]!.toLowerCase()) ? 4 : 3;
  }
  if (error instanceof GrundwachtError && error.retryable) return 9;
  return statusOf(error as FastifyError | BodyRefused) < 500 ? 6 : 8;
}
