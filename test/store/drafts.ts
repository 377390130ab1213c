import { type AlertDraft, draftAlert } from '../../server/alert/alert.js';
import type { Match, RuleInfo } from '../../server/contract/detection.js';
import type { Event } from '../../server/contract/event.js';

export const start = Date.parse('2026-11-21T10:00:00.000Z');
export const minute = 60_000;
export const hour = 60 * minute;

export const rule: RuleInfo = {
  id: '8f5f2f9c-5f0e-4b1f-9c56-000000000001',
  title: 'SSH brute force',
  title_de: 'Durchprobieren von SSH-Passwörtern',
  level: 'high',
  tags: ['attack.t1110.001'],
  type: 'detection',
  description: 'Many failed logins.',
  description_de: undefined,
  status: 'stable',
  author: 'Grundwacht',
  references: [],
  falsepositives: [],
  logsource: { product: 'linux', service: 'sshd' },
  runbook: { de: ['Adresse sperren'], en: ['Block the address'] },
  grundschutz: ['DER.1.A5'],
  entity: [],
  source: 'title: SSH brute force\n',
  path: 'rules/sigma/ssh.yml',
};

export function event(id: string, time: number, more: Partial<Event> = {}): Event {
  return {
    id,
    tenant: 'default',
    '@timestamp': time,
    'event.ingested': time,
    'event.kind': 'event',
    'event.module': 'linux',
    'event.dataset': 'linux.sshd',
    'host.name': 'web01',
    message: `Failed password ${id}`,
    'observer.id': 'local',
    'log.source': '10.0.0.1',
    fields: {},
    'event.original': Buffer.from(`<38>Failed password ${id}`),
    ...more,
  };
}

export function match(events: Event[], more: Partial<Match> = {}): Match {
  const times = events.map((e) => e['@timestamp']);
  return {
    rule,
    events,
    count: events.length,
    group: undefined,
    first: Math.min(...times),
    last: Math.max(...times),
    ...more,
  };
}

/** A draft of a single-event match; its position is given so that replays can be played. */
export function draft(id: string, time: number, position: number, more: Partial<Event> = {}): AlertDraft {
  return draftAlert(match([event(id, time, more)]), position);
}
