import fastify, { type FastifyInstance } from 'fastify';
import { batchMediaType, encodeBatch } from '../../server/contract/envelope.js';
import { decodeEntry } from '../../server/ingest/entry.js';
import { openIngestJournal } from '../../server/ingest/ingest-journal.js';
import { type IngestPluginOptions, ingestPlugin } from '../../server/ingest/ingest-plugin.js';
import { createIngestor } from '../../server/ingest/ingestor.js';
import type { Journal, JournalOptions } from '../../server/journal/journal.js';

/** @returns an encoded batch whose records carry the given texts */
export function batch(sequence: number, texts: string[], collector = 'rathaus-1', epoch = 'e1'): Buffer {
  return encodeBatch({
    collector,
    epoch,
    sequence,
    records: texts.map((text) => ({
      source: '192.0.2.7',
      transport: 'udp',
      format: 'syslog',
      dataset: '',
      received: 1_780_000_000_000,
      truncated: false,
      raw: Buffer.from(text),
    })),
  });
}

/** @returns `sequence:first record` of every stored batch */
export async function stored(journal: Journal): Promise<string[]> {
  const all: string[] = [];
  for await (const { payload } of journal.replay(journal.start)) {
    const { meta, batch } = decodeEntry(payload);
    all.push(`${meta.sequence}:${Buffer.from(batch.records[0]!.raw)}`);
  }
  return all;
}

export interface TestIngest {
  app: FastifyInstance;
  journal: Journal;
  post(
    body: Buffer,
    headers?: Record<string, string>,
  ): Promise<{ statusCode: number; json: () => Record<string, unknown>; headers: Record<string, unknown> }>;
  close(): Promise<void>;
}

/** An HTTP service with the ingest plugin; token `good` is collector rathaus-1 of tenant stadt. */
export async function startIngest(
  journalOptions: JournalOptions,
  options: Partial<IngestPluginOptions> = {},
): Promise<TestIngest> {
  const store = await openIngestJournal(journalOptions);
  const app = fastify();
  await app.register(ingestPlugin, {
    ingestor: createIngestor(store, () => 1_780_000_000_500),
    authenticate: async (token) =>
      token === 'good' ? { collector: 'rathaus-1', tenant: 'stadt' } : undefined,
    ...options,
  });
  return {
    app,
    journal: store.journal,
    post: (body, headers = {}) =>
      app.inject({
        method: 'POST',
        url: '/api/v1/ingest',
        headers: { 'content-type': batchMediaType, authorization: 'Bearer good', ...headers },
        payload: body,
      }),
    async close() {
      await app.close();
      await store.journal.close();
    },
  };
}
