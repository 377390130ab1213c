import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { encodeBatch } from './contract/envelope.js';
import type { Ingestor } from './ingest/ingestor.js';
import type { Database } from './store/tables.js';
import { listTenants } from './store/tenants.js';

/** Collector of the records that the server writes about itself. */
const collector = 'grundwacht';

/**
 * Writes a record about the server for every tenant, or for one; `received` in milliseconds since the epoch.
 */
export type OwnRecords = (
  document: Record<string, string>,
  received: number,
  tenant?: string | undefined,
) => Promise<void>;

/**
 * Records of the server's own go the way of all records: they are found in the search, and shipped rules raise alerts
 * on them.
 * @returns writes a record for every tenant; resolves when it is durable
 */
export function ownRecords(ingestor: Ingestor, db: Kysely<Database>): OwnRecords {
  const epoch = randomUUID();
  let sequence = 0;
  let known: string[] = [];
  /** While the database does not answer, those of before: the record waits in the journal like any other. */
  const tenants = async (): Promise<string[]> => {
    try {
      known = await listTenants(db);
    } catch (error) {
      if (known.length === 0) throw error;
    }
    return known;
  };
  return async (document, received, only) => {
    for (const tenant of only === undefined ? await tenants() : [only]) {
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
