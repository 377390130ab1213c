import t from 'tap';
import { nextMerge } from '../../../server/store/events/merge-plan.js';
import type { Segment } from '../../../server/store/events/segment.js';

const day = 86_400_000;
const start = Date.parse('2026-03-01T00:00:00Z');
const oneClass = () => '90';

function segment(n: number, rows: number, more: Partial<Segment> = {}): Segment {
  const time = start + n * 60_000;
  return {
    id: String(n),
    tenant: 'stadt',
    path: `stadt/${n}.parquet`,
    rows,
    timeFrom: time,
    timeTo: time,
    receivedFrom: time,
    receivedTo: time,
    idFrom: '',
    idTo: '',
    positionFrom: n,
    positionTo: n + 1,
    bytes: rows * 80,
    sha256: new Uint8Array(),
    filterBytes: undefined,
    datasets: { 'linux.sshd': rows },
    ...more,
  };
}
const some = (count: number, rows: number) => Array.from({ length: count }, (_, n) => segment(n, rows));
const ids = (
  segments: readonly Segment[],
  now: number,
  classOf: (tenant: string, dataset: string) => string = oneClass,
) => nextMerge(segments, classOf, now, 1000)?.sources.map(({ id }) => id);

t.test('during the day a few small ones wait for more', async (t) => {
  t.equal(ids(some(7, 10), start), undefined);
  t.equal(ids(some(8, 10), start)?.length, 8);
  t.equal(ids(some(8, 100), start)?.length, 8);
  t.equal(ids(some(20, 200), start), undefined, 'larger ones wait for the end of the day');
});

t.test('of a day that is over all that fit, in the order of the journal', async (t) => {
  const shuffled = [segment(3, 400), segment(1, 300), segment(0, 200), segment(2, 300)];
  t.strictSame(ids(shuffled, start + day), ['0', '1', '2']);
  t.strictSame(ids([segment(0, 600), segment(1, 10)], start + day), undefined, 'a large one stays as it is');
  t.strictSame(ids([segment(0, 10), segment(1, 10)], start + day), ['0', '1']);
});

t.test('never across tenants, days of receipt or retention classes', async (t) => {
  t.equal(ids([segment(0, 10), segment(1, 10, { tenant: 'werke' })], start + 9 * day), undefined);
  t.equal(ids([segment(0, 10), segment(1440, 10)], start + 9 * day), undefined);
  const classOf = (_: string, dataset: string) => (dataset === 'linux.cron' ? '30' : '90');
  const cron = segment(1, 10, { datasets: { 'linux.cron': 10 } });
  t.equal(ids([segment(0, 10), cron], start + day, classOf), undefined);
  const mixed = segment(2, 10, { datasets: { 'linux.cron': 5, 'linux.sshd': 5 } });
  const both = nextMerge([mixed, { ...mixed, id: '4' }, cron], classOf, start + day);
  t.strictSame(
    both?.sources.map(({ id }) => id),
    ['2', '4'],
  );
  t.strictSame(both?.outputs, [['linux.cron'], ['linux.sshd']]);
});
