import { hostname } from 'node:os';
import type { Quarantined } from './detection/quarantine.js';
import type { OwnRecords } from './own-records.js';

/**
 * Makes a record of a rule's quarantine for every tenant, on which the shipped rule `Detection rule in quarantine`
 * raises an alert.
 * @returns writes the records; resolves when they are durable
 */
export function quarantineNotices(records: OwnRecords): (entry: Quarantined) => Promise<void> {
  return (entry) => records(documentOf(entry), entry.since);
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
