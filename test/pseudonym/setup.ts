import type { Event } from '../../server/contract/event.js';
import {
  type ActivePseudonyms,
  defaultPseudonymSettings,
  type PseudonymSettings,
} from '../../server/contract/pseudonym-state.js';
import { newSideKeys } from '../../server/pseudonym/seal.js';

export const requester = newSideKeys();
export const approver = newSideKeys();
export const received = Date.UTC(2026, 10, 22);

/** @returns what a tenant `city` works with */
export function active(settings: Partial<PseudonymSettings> = {}): ActivePseudonyms {
  return {
    tenant: 'city',
    settings: {
      ...defaultPseudonymSettings,
      workstations: ['PC-*', 'NB????'],
      client_networks: ['10.20.0.0/16', '2001:db8:20::/48'],
      ...settings,
    },
    keys: [
      { period: '2026-10', from: Date.UTC(2026, 9, 1), key: new Uint8Array(32).fill(1) },
      { period: '2026-11', from: Date.UTC(2026, 10, 1), key: new Uint8Array(32).fill(2) },
    ],
    sealing: { requester: requester.publicKey, approver: approver.publicKey },
  };
}

/** @returns an event of the tenant with these values */
export function eventOf(values: Partial<Event>): Event {
  return {
    id: '018f0000-0000-7000-8000-000000000001',
    tenant: 'city',
    '@timestamp': received,
    'event.ingested': received,
    'event.kind': 'event',
    'event.module': 'windows',
    'event.dataset': 'windows.security',
    'observer.id': 'collector',
    'log.source': 'file',
    fields: {},
    'event.original': Buffer.from('the record'),
    ...values,
  };
}
