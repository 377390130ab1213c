import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { encodeBatch } from './contract/envelope.js';
import type { Ingestor } from './ingest/ingestor.js';
import type { Database } from './store/tables.js';
import { listTenants } from './store/tenants.js';

/** Collector of the records that the server writes about itself. */
const collector = 'grundwacht';

/** Writes a record about the server for every tenant; `received` in milliseconds since the epoch. */
export type OwnRecords = (document: Record<string, string>, received: number) => Promise<void>;

/**
 * Records of the server's own go the way of all records: they are found in the search, and shipped rules raise alerts
 * on them.
 * @returns writes a record for every tenant; resolves when it is durable
 */
export function ownRecords(ingestor: Ingestor, db: Kysely<Database>): OwnRecords {
  const epoch = randomUUID();
  let sequence = 0;
  return async (document, received) => {
    for (const tenant of await listTenants(db)) {
      const record = {
        source: collector,
        transport: 'internal' as const,
        format: 'json' as const,
        dataset: '',
        received,
        truncated: false,
        raw: Buffer.from(JSON.stringify(document)),
      };
      const batch = { collector, epoch, sequence: sequence++, records: [record] };
      await ingestor.submit({ collector, tenant }, encodeBatch(batch));
    }
  };
}
