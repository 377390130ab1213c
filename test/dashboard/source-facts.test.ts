import t from 'tap';
import { loadDashboard } from './load.js';

interface Source {
  last_seen: string;
  parts: { host: string | null; source: string }[];
}
const { sourceEvents, readSearch } = await loadDashboard<{
  sourceEvents(source: Source, skew: { median_ms: number } | undefined, now: number): string;
  readSearch(
    parameters: URLSearchParams,
    now: number,
  ): { preset: string | undefined; from: string; to: string; q: string };
}>('pages/sources/source-facts.ts', 'pages/events/search-state.ts');

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 23, 12);
const parts = [{ host: 'fw01', source: '10.0.0.1' }];

/** @returns what the events page reads of the link to the events of a source that was last heard `age` ms ago */
function shown(age: number, skew?: number) {
  const source = { last_seen: new Date(now - age).toISOString(), parts };
  const link = sourceEvents(source, skew === undefined ? undefined : { median_ms: skew }, now);
  t.match(link, /^\/events\?/);
  return readSearch(new URLSearchParams(link.slice(link.indexOf('?'))), now);
}

t.test('the link to the events of a source leads to its last ones', async (t) => {
  t.match(shown(0), { preset: '24h', q: 'host.name:"fw01"' });
  t.match(shown(22 * hour), { preset: '24h' });
  t.match(shown(2 * day), { preset: '7d' }, 'silent for two days');
  t.match(shown(20 * day), { preset: '30d' });
  t.match(shown(90 * day), {
    preset: undefined,
    from: new Date(now - 91 * day).toISOString(),
    to: new Date(now - 90 * day + hour).toISOString(),
  });
});

t.test('a clock that is off is reckoned with', async (t) => {
  t.match(shown(0, 23.5 * hour), { preset: '7d' }, 'behind');
  t.match(
    shown(0, -3 * day),
    {
      preset: undefined,
      from: new Date(now + 2 * day).toISOString(),
      to: new Date(now + 3 * day + hour).toISOString(),
    },
    'ahead: what is now does not end the range',
  );
  for (const small of [10_000, -10_000]) t.match(shown(0, small), { preset: '24h' });
});

t.test('records without a host are found by who sent them', async (t) => {
  const link = sourceEvents(
    { last_seen: new Date(now).toISOString(), parts: [...parts, { host: null, source: '10.0.0.2' }] },
    undefined,
    now,
  );
  t.equal(
    new URLSearchParams(link.slice(link.indexOf('?'))).get('q'),
    '(host.name:"fw01" or (log.source:"10.0.0.2" and not host.name:*))',
  );
});
