import t from 'tap';
import { loadDashboard } from './load.js';

interface State {
  preset: string | undefined;
  from: string;
  to: string;
  q: string;
  filter: string[];
  run: number;
}
const { readSearch, writeSearch } = await loadDashboard<{
  readSearch(parameters: URLSearchParams, now: number): State;
  writeSearch(state: State): URLSearchParams;
}>('pages/events/search-state.ts');

const now = Date.UTC(2026, 10, 21, 12);

t.test('without parameters: the last 24 hours', async (t) => {
  t.match(readSearch(new URLSearchParams(), now), {
    preset: '24h',
    from: '2026-11-20T12:00:00.000Z',
    to: '2026-11-21T12:00:00.000Z',
    filter: [],
  });
});

t.test('a search survives the address', async (t) => {
  const address = 'range=7d&q=failed+password&f=user.name%3Aroot&f=-host.name%3Aa%26b&run=3';
  const state = readSearch(new URLSearchParams(address), now);
  t.same(state.filter, ['user.name:root', '-host.name:a&b']);
  t.same(readSearch(writeSearch(state), now), state);
  t.notOk(writeSearch(state).has('from'), 'a preset stays one');
});

t.test('a fixed range stays fixed; a broken one is the default', async (t) => {
  const fixed = new URLSearchParams({ from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' });
  const state = readSearch(fixed, now);
  t.equal(state.preset, undefined);
  t.same(readSearch(writeSearch(state), now + 1e6), state);
  t.equal(readSearch(new URLSearchParams({ from: 'x', to: 'y' }), now).preset, '24h');
  t.equal(readSearch(new URLSearchParams({ range: '1000y' }), now).preset, '24h');
});
