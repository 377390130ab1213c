import t from 'tap';
import type { Measure, MeasureState } from '../../server/contract/plan.js';
import { loadDashboard } from './load.js';

interface Column {
  state: MeasureState;
  measures: Measure[];
}
interface Window {
  from: string;
  weeks: number;
}
const { addDays, daysBetween, weekNumber, weekStart } = await loadDashboard<{
  addDays(day: string, days: number): string;
  daysBetween(from: string, to: string): number;
  weekNumber(day: string): number;
  weekStart(day: string): string;
}>('components/calendar.ts');
const { boardColumns, moveTo, neighbourOf, nextState } = await loadDashboard<{
  boardColumns(measures: Measure[]): Column[];
  moveTo(measure: Measure, state: MeasureState): string | undefined;
  neighbourOf(columns: Column[], id: string, key: string, shown: number): string | undefined;
  nextState(measure: Measure, step: 1 | -1): MeasureState | undefined;
}>('pages/plan/board.ts');
const { barOf, lateSpan, movedDates, orderLines, rowsIn, windowAround } = await loadDashboard<{
  barOf(window: Window, measure: Measure): { start: number; end: number; isPoint: boolean } | undefined;
  movedDates(dates: object, days: number, today: string): object;
  orderLines(window: Window, rows: Measure[]): { from: number; to: number; isBroken: boolean }[];
  rowsIn(window: Window, measures: Measure[], today: string): Measure[];
  lateSpan(window: Window, measure: Measure, today: string): { start: number; end: number } | undefined;
  windowAround(today: string, weeks: number, before?: number): Window;
}>('pages/plan/timeline.ts');
const { loadByPerson } = await loadDashboard<{
  loadByPerson(
    measures: Measure[],
    window: Window,
    today: string,
  ): { responsible: string; open: number; overdue: number; weeks: number[] }[];
}>('pages/plan/load.ts');

function measure(id: string, more: Partial<Measure> = {}): Measure {
  const state = more.state ?? 'open';
  const isOpen = state === 'open' || state === 'in_progress';
  return {
    id,
    origin: 'own',
    title: id,
    description: '',
    target_object: null,
    requirement: null,
    risk: null,
    finding: null,
    priority: 5,
    own_priority: false,
    responsible: '',
    cost_once: 0,
    cost_yearly: 0,
    starts_on: null,
    deadline: null,
    after: [],
    reason: '',
    accepted_by: null,
    accepted_at: null,
    created_at: '2026-01-01T00:00:00Z',
    closed_at: isOpen ? null : '2026-02-01T00:00:00Z',
    version: 1,
    updated_at: '2026-01-01T00:00:00Z',
    updated_by: 'isb',
    ...more,
    state,
  };
}
const gap = (level: 'B' | 'S'): Partial<Measure> => ({
  origin: 'check',
  requirement: { baustein: 'SYS.1.1', id: 'SYS.1.1.A1', level, control: false, status: 'no' },
});

t.test('days are counted over changes of the clocks and years', async (t) => {
  t.equal(addDays('2026-03-28', 2), '2026-03-30');
  t.equal(addDays('2026-01-01', -1), '2025-12-31');
  t.equal(daysBetween('2026-10-24', '2026-10-26'), 2);
  t.equal(weekStart('2026-11-22'), '2026-11-16', 'a Sunday belongs to the week before');
  t.equal(weekNumber('2026-01-01'), 1);
  t.equal(weekNumber('2027-01-01'), 53);
  t.equal(weekNumber('2024-12-30'), 1);
});

t.test('a board has the most urgent first and moves as far as the rules let it', async (t) => {
  const basis = measure('a', { ...gap('B'), priority: 1 });
  const standard = measure('b', { ...gap('S'), priority: 4, deadline: '2026-05-01' });
  const own = measure('c', { priority: 4, deadline: '2026-03-01' });
  const columns = boardColumns([standard, own, basis, measure('d', { state: 'done' })]);
  t.same(
    columns.map(({ state, measures }) => [state, measures.map(({ id }) => id)]),
    [
      ['open', ['a', 'c', 'b']],
      ['in_progress', []],
      ['done', ['d']],
      ['accepted', []],
      ['obsolete', []],
    ],
  );
  t.equal(moveTo(basis, 'open'), undefined);
  t.equal(moveTo(basis, 'done'), 'free');
  t.equal(moveTo(basis, 'accepted'), 'refused', 'the gap of a Basis requirement cannot be accepted');
  t.equal(moveTo(standard, 'accepted'), 'needs_reason');
  t.equal(nextState(measure('e', { state: 'done' }), 1), 'obsolete', 'an own one is not accepted');
  t.equal(nextState({ ...basis, state: 'done' }, 1), undefined);
  t.equal(nextState(own, -1), undefined);
  t.equal(neighbourOf(columns, 'a', 'ArrowDown', 30), 'c');
  t.equal(neighbourOf(columns, 'a', 'ArrowDown', 1), undefined, 'only what is drawn');
  t.equal(neighbourOf(columns, 'b', 'ArrowRight', 30), 'd', 'over an empty column');
  t.equal(neighbourOf(columns, 'd', 'ArrowLeft', 30), 'a');
});

t.test('a timeline shows what lies in its weeks', async (t) => {
  const window = windowAround('2026-11-25', 10, 2);
  t.same(window, { from: '2026-11-09', weeks: 10 });
  const first = measure('a', { starts_on: '2026-11-09', deadline: '2026-11-15' });
  const second = measure('b', { starts_on: '2026-11-12', deadline: '2026-12-01', after: ['a', 'gone'] });
  const point = measure('c', { deadline: '2026-11-20', after: ['a'] });
  t.match(barOf(window, first), { start: 0, end: 0.1, isPoint: false });
  t.match(barOf(window, point), { isPoint: true });
  t.equal(barOf(window, measure('d', { deadline: '2026-11-08' })), undefined);
  t.equal(barOf(window, measure('e')), undefined);
  const rows = rowsIn(window, [point, second, first, measure('d')], '2026-11-12');
  t.same(
    rows.map(({ id }) => id),
    ['a', 'b', 'c'],
  );
  t.same(
    orderLines(window, rows).map(({ from, to, isBroken }) => [from, to, isBroken]),
    [
      [0, 1, true],
      [0, 2, false],
    ],
  );
  t.same(movedDates(first, 7, '2026-11-25'), { starts_on: '2026-11-16', deadline: '2026-11-22' });
  t.same(movedDates(measure('f'), 7, '2026-11-25'), { starts_on: null, deadline: '2026-12-02' });
});

t.test('what is overdue stays in sight until today', async (t) => {
  const today = '2026-11-25';
  const window = windowAround(today, 10, 2);
  const old = measure('a', { starts_on: '2026-03-02', deadline: '2026-04-30' });
  const recent = measure('b', { deadline: '2026-11-15', after: ['a'] });
  const closed = measure('c', { deadline: '2026-04-30', closed_at: '2026-05-01T10:00:00Z' });
  t.equal(barOf(window, old), undefined);
  t.match(lateSpan(window, old, today), { start: 0, end: 16 / 70 });
  t.match(lateSpan(window, recent, today), { start: 7 / 70, end: 16 / 70 });
  t.equal(lateSpan(window, closed, today), undefined);
  t.equal(lateSpan(window, measure('d', { deadline: today }), today), undefined, 'today it is due');
  const rows = rowsIn(window, [recent, closed, old], today);
  t.same(
    rows.map(({ id }) => id),
    ['a', 'b'],
  );
  t.match(orderLines(window, rows), [{ from: 0, to: 1, x1: 0 }]);
  t.same(rowsIn({ from: '2026-12-07', weeks: 4 }, [old], today), [], 'not in weeks to come');
});

t.test('the load of a person by week', async (t) => {
  const today = '2026-11-25';
  const load = loadByPerson(
    [
      measure('a', { responsible: 'Amt 10', starts_on: '2026-11-24', deadline: '2026-12-02' }),
      measure('b', { responsible: ' Amt 10', deadline: '2026-10-01' }),
      measure('c', { responsible: 'Amt 20', state: 'done', deadline: '2026-11-26' }),
      measure('d'),
    ],
    windowAround(today, 3, 0),
    today,
  );
  t.match(load, [
    { responsible: 'Amt 10', open: 2, overdue: 1, weeks: [2, 1, 0] },
    { responsible: '', open: 1, overdue: 0, weeks: [0, 0, 0] },
  ]);
  t.equal(load.length, 2, 'who has nothing to do is not listed');
});
