import fastify, { type InjectOptions, type LightMyRequestResponse } from 'fastify';
import type { Envelope } from '../../server/contract/envelope.js';
import { ByteBudget } from '../../server/ingest/byte-budget.js';
import { decodeEntry, type EntryMeta } from '../../server/ingest/entry.js';
import { openIngestJournal } from '../../server/ingest/ingest-journal.js';
import { createIntake } from '../../server/ingest/intake.js';
import type { ShipperLimits } from '../../server/ingest/shipper/scope.js';
import { shipperEndpoints } from '../../server/ingest/shipper-endpoints.js';
import type { JournalOptions } from '../../server/journal/journal.js';

export interface ShipperServer {
  /** Sends a request with the token `good` as bearer, unless the headers say otherwise. */
  send(
    method: 'GET' | 'POST' | 'PUT' | 'HEAD' | 'DELETE',
    url: string,
    body?: Buffer | string,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
  /** Everything in the journal. */
  stored(): Promise<{ metas: EntryMeta[]; records: Envelope[] }>;
  /** The records' bytes as text. */
  texts(): Promise<string[]>;
  /** What was refused, by reason. */
  rejected(): Promise<Record<string, number>>;
  /** @returns its address */
  listen(): Promise<string>;
  close(): Promise<void>;
}

export interface ShipperServerOptions {
  journal: JournalOptions;
  limits?: Partial<ShipperLimits>;
  budgetBytes?: number;
  elasticPrefix?: string;
}

/** The endpoints for shippers on a journal; token `good` is collector shippers of tenant stadt. */
export async function startShippers(options: ShipperServerOptions): Promise<ShipperServer> {
  const store = await openIngestJournal(options.journal);
  const app = fastify();
  await shipperEndpoints(app, {
    intake: createIntake(store, () => 1_780_000_000_500),
    authenticate: async (token) =>
      token === 'good' ? { collector: 'shippers', tenant: 'stadt' } : undefined,
    budget: new ByteBudget(options.budgetBytes ?? 48 << 20),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.elasticPrefix === undefined ? {} : { elasticPrefix: options.elasticPrefix }),
  });
  const stored = async () => {
    const metas: EntryMeta[] = [];
    const records: Envelope[] = [];
    for await (const { payload } of store.journal.replay(store.journal.start)) {
      const { meta, batch } = decodeEntry(payload);
      metas.push(meta);
      records.push(...batch.records);
    }
    return { metas, records };
  };
  return {
    send: (method, url, body, headers = {}) =>
      app.inject({
        method,
        url,
        headers: { authorization: 'Bearer good', ...headers },
        ...(body === undefined ? {} : { payload: body }),
      } as InjectOptions),
    stored,
    texts: async () => (await stored()).records.map(({ raw }) => Buffer.from(raw).toString()),
    rejected: async () => {
      const sums: Record<string, number> = {};
      for (const { direct } of (await stored()).metas) {
        for (const { reason, count } of direct?.rejected ?? []) sums[reason] = (sums[reason] ?? 0) + count;
      }
      return sums;
    },
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
    close: async () => {
      await app.close();
      await store.journal.close();
    },
  };
}
