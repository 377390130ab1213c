import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Tally } from '../../server/contract/check.js';
import { figureNames, type ManagementView } from '../../server/contract/management.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { approachProfiles } from '../../server/isms/modelling/profile.js';
import { loadDashboard } from './load.js';

interface Summary {
  summaryOf(view: ManagementView, messages: object, now: number): string[];
  pointsSince(now: Tally, before: Tally | null): number | null;
}
interface Bands {
  bandOf(share: number): number;
}
interface Paths {
  requirementsPath(filter: object, open?: object): string;
  readRequirements(search: URLSearchParams): object;
}

const { summaryOf, pointsSince } = await loadDashboard<Summary>('pages/management/summary.ts');
const { bandOf } = await loadDashboard<Bands>('pages/overview/bands.ts');
const { requirementsPath, readRequirements } = await loadDashboard<Paths>('pages/overview/paths.ts');

const de = JSON.parse(readFileSync(join(packageRoot(), 'dashboard/locales/de.json'), 'utf8'));
const fill = (key: string, values: object = {}): string =>
  de[key].replace(/\{(\w+)\}/g, (_: string, name: string) =>
    String((values as Record<string, string>)[name]),
  );
const messages = {
  language: 'de',
  t: fill,
  number: String,
  plural: (key: string, count: number, values: object = {}) =>
    fill(`${key}.${count === 1 ? 'one' : 'other'}`, { count, ...values }),
};

const tally = (yes: number, no: number) => ({
  total: yes + no,
  open: 0,
  yes,
  partial: 0,
  no,
  dispensable: 0,
});
const now = Date.parse('2026-11-22T10:00:00.000Z');
const figures = Object.fromEntries(
  figureNames.map((name) => [name, { now: 0, before: null, recomputed: false }]),
) as ManagementView['figures'];
const quiet: ManagementView = {
  at: new Date(now).toISOString(),
  domain: { name: 'Stadt', tenant: 'Stadt' },
  catalog: 'kompendium-2023',
  profile: approachProfiles.standard,
  quarter: { from: '2026-10-01', until: '2026-11-22' },
  previous: { from: '2026-07-01', until: '2026-09-30', recomputed: false },
  all: { now: tally(80, 20), before: tally(70, 30) },
  levels: [
    { level: 'B', now: tally(50, 0), before: tally(40, 10) },
    { level: 'S', now: tally(30, 20), before: tally(30, 20) },
  ],
  figures,
  contradicted_since: null,
  systems_measured_at: null,
  cost: { once_open: 0, yearly_open: 0, once_done: 0 },
  findings: { major: 0, minor: 0, recommendation: 0 },
  risks: { low: 1, medium: 0, high: 0, very_high: 0, unsigned: 0 },
  cases: { open: 0, opened: 0, opened_before: 0, in_time: 0, late: 0, missed: 0 },
  alerts: { levels: [], before: 0 },
  next: [],
};

t.test('the sentences say what the figures say', async (t) => {
  t.same(summaryOf(quiet, messages, now).slice(0, 6), [
    '80 % der Anforderungen sind erfüllt oder entbehrlich, 10 Prozentpunkte mehr als am Ende des Vorquartals.',
    'Alle Basis-Anforderungen sind erfüllt oder entbehrlich.',
    'Kein Signal widerspricht einer Antwort des Checks.',
    'Keine Maßnahme des Realisierungsplans ist offen.',
    'Kein Risiko ist hoch oder sehr hoch.',
    'Im Quartal wurde kein Vorfall eröffnet.',
  ]);
  const said = summaryOf(
    {
      ...quiet,
      all: { now: tally(60, 40), before: tally(70, 30) },
      figures: {
        ...figures,
        contradicted: { now: 3, before: 1, recomputed: false },
        measures_open: { now: 12, before: null, recomputed: false },
        measures_overdue: { now: 1, before: null, recomputed: false },
        systems_heard: { now: 9, before: null, recomputed: false },
        systems_to_log: { now: 13, before: null, recomputed: false },
      },
      contradicted_since: '2026-11-01T10:00:00.000Z',
      cases: { ...quiet.cases, opened: 1, in_time: 2, late: 1 },
    },
    messages,
    now,
  );
  const wanted = [
    '60 % der Anforderungen sind erfüllt oder entbehrlich, 10 Prozentpunkte weniger als am Ende des Vorquartals.',
    '3 Beobachtungen widersprechen einem „Ja“ im Check seit bis zu 21 Tagen. Am Ende des Vorquartals waren es 1.',
    '12 Maßnahmen sind offen, 1 ist überfällig.',
    'Im Quartal wurde 1 Vorfall eröffnet.',
    '1 Meldefrist wurde nicht eingehalten.',
    '9 von 13 Systemen, die protokollieren sollen, sind zentral zu hören.',
  ];
  t.same(
    wanted.filter((sentence) => !said.includes(sentence)),
    [],
    said.join('\n'),
  );
  const unknown = summaryOf({ ...quiet, all: { now: tally(8, 2), before: null } }, messages, now);
  t.match(unknown[0], /einen Stand des Vorquartals gibt es nicht/);
});

t.test('a change is told only where the state before is known', async (t) => {
  t.equal(pointsSince(tally(8, 2), tally(7, 3)), 10);
  t.equal(pointsSince(tally(8, 2), null), null);
  t.equal(pointsSince(tally(8, 2), tally(0, 0)), null);
});

t.test('a share is in the band that its legend names', async (t) => {
  t.same([0, 39, 40, 59, 60, 79, 80, 94, 95, 100].map(bandOf), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
});

t.test('an address keeps the filter and the opened requirement', async (t) => {
  const filter = { layer: 'SYS', level: 'B', profile: 'standard', contradicted: true };
  const open = { baustein: 'SYS.1.1', requirement: 'SYS.1.1.A1', on: 'domain' };
  const path = requirementsPath(filter, open);
  t.same(readRequirements(new URLSearchParams(path.split('?')[1])), { filter, open });
  t.same(readRequirements(new URLSearchParams('level=B&of=SYS.1.1')), {
    filter: { level: 'B' },
    open: undefined,
  });
});
