import type { Event } from '../../../server/contract/event.js';

export const begin = Date.parse('2026-03-01T00:00:00Z');

/** The event with a number: one a second; every event of a number is the same. */
export function plainEvent(n: number, tenant = 'stadt'): Event {
  const hex = n.toString(16).padStart(12, '0');
  return {
    id: `019ca000-${hex.slice(0, 4)}-7000-8000-${hex}`,
    tenant,
    '@timestamp': begin + n * 1000,
    'event.ingested': begin + n * 1000 + 5,
    'event.kind': 'event',
    'event.module': 'linux',
    'event.dataset': 'linux.sshd',
    'observer.id': 'rathaus-1',
    'log.source': '192.0.2.1',
    message: `message ${n}`,
    'user.name': `user${n % 7}`,
    fields: { number: n },
    'event.original': Buffer.from(`<38>message ${n}`),
  };
}

/** @returns events of the numbers from `first` on */
export function plainEvents(first: number, count: number, tenant?: string): Event[] {
  return Array.from({ length: count }, (_, n) => plainEvent(first + n, tenant));
}
