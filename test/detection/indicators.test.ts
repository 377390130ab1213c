import t from 'tap';
import type { LiveIndicatorList } from '../../server/contract/indicator-state.js';
import { ruleFor, Station } from './station.js';

const list = (id: string, value: string, more: Partial<LiveIndicatorList> = {}): LiveIndicatorList => ({
  id,
  name: 'Land CERT',
  level: 'critical',
  tlp: 'red',
  source: 'CERT',
  expires: null,
  indicators: [['domain', value, null, null]],
  ...more,
});

t.test('events are compared with indicators as they come, whatever happens to the threads', async (t) => {
  const station = await Station.open(t, { 'a.yml': ruleFor('one', 'alpha') }, { threads: 2 });
  await station.examine('look-up of www.evil.example', 'alpha');
  t.same(station.fired(), ['one'], 'no list: nothing');
  await station.detection.setIndicators([
    { tenant: 'default', lists: [list('a', 'evil.example'), list('b', 'evil.example', { expires: 1 })] },
    { tenant: 'other', lists: [list('c', 'evil.example')] },
  ]);
  const { drafts } = await station.examine('alpha asks for www.evil.example');
  t.match(
    drafts.toSorted((x, y) => (x.rule.id < y.rule.id ? -1 : 1)),
    [
      {
        rule: { id: 'indicator-a', title_de: 'Indikator der Liste Land CERT', level: 'critical' },
        entity: { type: 'indicator, host.name', value: 'evil.example, host' },
        indicator: { list: 'a', kind: 'domain', value: 'evil.example', field: 'message' },
      },
      { rule: { id: 'one' } },
    ],
    'of the tenant, and not expired',
  );
  t.equal(drafts.length, 2);
  station.rules['b.yml'] = ruleFor('two', 'beta');
  await station.detection.reload();
  t.equal((await station.examine('evil.example')).drafts.length, 1, 'after a reload');
  station.detection.interrupt('test');
  t.equal((await station.examine('evil.example')).drafts.length, 1, 'after the loss of a thread');
  await station.detection.setIndicators([]);
  t.equal((await station.examine('evil.example')).drafts.length, 0, 'and no more without a list');
});
