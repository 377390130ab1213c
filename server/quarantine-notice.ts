import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Kysely } from 'kysely';
import { encodeBatch } from './contract/envelope.js';
import type { Quarantined } from './detection/quarantine.js';
import type { Ingestor } from './ingest/ingestor.js';
import type { Database } from './store/tables.js';
import { listTenants } from './store/tenants.js';

/** Collector of the records that the server writes about itself. */
const collector = 'grundwacht';

/**
 * Makes a record of a rule's quarantine for every tenant: it goes the way of all records, so that it is found in the
 * search, and the shipped rule `Detection rule in quarantine` raises an alert on it.
 * @returns writes the records; resolves when they are durable
 */
export function quarantineNotices(
  ingestor: Ingestor,
  db: Kysely<Database>,
): (entry: Quarantined) => Promise<void> {
  const epoch = randomUUID();
  let sequence = 0;
  return async (entry) => {
    for (const tenant of await listTenants(db)) {
      const record = {
        source: collector,
        transport: 'internal' as const,
        format: 'json' as const,
        dataset: '',
        received: entry.since,
        truncated: false,
        raw: Buffer.from(JSON.stringify(documentOf(entry))),
      };
      const batch = { collector, epoch, sequence: sequence++, records: [record] };
      await ingestor.submit({ collector, tenant }, encodeBatch(batch));
    }
  };
}

const words = {
  error: 'it threw an error',
  time: 'it took too much time',
  hang: 'it did not come to an end',
  crash: 'it ended the thread that evaluated it',
} as const satisfies Record<Quarantined['reason'], string>;

function documentOf({ rule, title, reason, detail, since }: Quarantined): Record<string, string> {
  return {
    '@timestamp': new Date(since).toISOString(),
    'event.module': 'grundwacht',
    'event.dataset': 'grundwacht.detection',
    'event.action': 'rule_quarantined',
    'event.outcome': 'failure',
    'host.name': hostname(),
    'rule.id': rule,
    'rule.name': title,
    'event.reason': reason,
    'error.detail': detail,
    message: `The rule "${title}" is not evaluated any more: ${words[reason]} (${detail})`,
  };
}
