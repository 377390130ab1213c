import t from 'tap';
import type { Alert, AlertState } from '../../server/contract/alert.js';
import { loadDashboard } from './load.js';

interface Filter {
  state: readonly AlertState[];
  level: readonly string[];
  q: string;
  rule: string;
  entity: string;
  assigned: '' | 'me' | 'nobody';
  order: 'latest' | 'oldest' | 'severity';
}
interface Scope {
  filter: Filter;
  me: string;
  more: boolean;
}
interface Board {
  byId: ReadonlyMap<string, Alert>;
  order: readonly string[];
  pending: ReadonlySet<string>;
  stale: ReadonlySet<string>;
  foreign: ReadonlySet<string>;
}
type Action =
  | { type: 'replaced'; alerts: readonly Alert[]; scope: Scope }
  | { type: 'loaded'; alerts: readonly Alert[]; scope: Scope }
  | { type: 'changed'; alerts: readonly Alert[]; scope: Scope; own: ReadonlySet<string> | undefined }
  | { type: 'removed'; tenant: string }
  | { type: 'settle'; scope: Scope };

const { emptyBoard, reduceBoard } = await loadDashboard<{
  emptyBoard: Board;
  reduceBoard(board: Board, action: Action): Board;
}>('pages/alerts/board.ts');
const { matchesFilter } = await loadDashboard<{
  matchesFilter(alert: Alert, filter: Filter, me: string): boolean;
}>('pages/alerts/board-filter.ts');

const open: Filter = {
  state: ['new', 'acknowledged'],
  level: [],
  q: '',
  rule: '',
  entity: '',
  assigned: '',
  order: 'latest',
};
const scope: Scope = { filter: open, me: 'anna', more: false };
const nobody: ReadonlySet<string> = new Set();

function alert(id: string, minute: number, change: Partial<Alert> = {}): Alert {
  const at = new Date(Date.UTC(2026, 10, 21, 12, minute)).toISOString();
  return {
    id,
    tenant: 'default',
    rule: { id: 'r1', title: 'SSH Brute Force', title_de: 'SSH-Anmeldeserie', level: 'high', tags: [] },
    state: 'new',
    close_reason: null,
    count: 1,
    first_seen: at,
    last_seen: at,
    created_at: at,
    entity: { type: 'source.ip', value: '192.0.2.7' },
    assignee: null,
    comments: 0,
    revision: minute,
    ...change,
  };
}

const loaded = (...alerts: Alert[]) => reduceBoard(emptyBoard, { type: 'loaded', alerts, scope });
const changed = (board: Board, alert: Alert, more: Partial<Scope> = {}, own = nobody) =>
  reduceBoard(board, { type: 'changed', alerts: [alert], scope: { ...scope, ...more }, own });

t.test('a new alert waits until the list settles', async (t) => {
  let board = loaded(alert('b', 2), alert('a', 1));
  board = changed(board, alert('c', 3));
  t.same(board.order, ['b', 'a'], 'nothing moves');
  t.same([...board.pending], ['c']);
  board = reduceBoard(board, { type: 'settle', scope });
  t.same(board.order, ['c', 'b', 'a']);
  t.equal(board.pending.size, 0);
});

t.test('a changed alert keeps its place, also when the filter no longer matches', async (t) => {
  let board = loaded(alert('b', 2), alert('a', 1));
  const closed = alert('b', 5, { state: 'closed', close_reason: 'test' });
  board = changed(board, closed);
  t.same(board.order, ['b', 'a']);
  t.equal(board.byId.get('b')?.state, 'closed');
  board = reduceBoard(board, { type: 'settle', scope });
  t.same(board.order, ['a']);
});

t.test('an older revision changes nothing', async (t) => {
  const board = loaded(alert('a', 5));
  t.equal(changed(board, alert('a', 4, { count: 9 })), board);
  t.equal(
    reduceBoard(board, { type: 'loaded', alerts: [alert('a', 4, { count: 9 })], scope }).byId.get('a')?.count,
    1,
  );
});

t.test('a later page is added at the end, what came meanwhile waits', async (t) => {
  let board = loaded(alert('c', 3), alert('b', 2));
  board = reduceBoard(board, {
    type: 'loaded',
    alerts: [alert('d', 4), alert('c', 3), alert('b', 2), alert('a', 1)],
    scope,
  });
  t.same(board.order, ['c', 'b', 'a']);
  t.same([...board.pending], ['d']);
});

t.test('the alerts of a removed tenant go at once', async (t) => {
  let board = loaded(alert('b', 2, { tenant: 'demo' }), alert('a', 1));
  board = changed(board, alert('c', 3, { tenant: 'demo' }));
  board = reduceBoard(board, { type: 'removed', tenant: 'demo' });
  t.same(board.order, ['a']);
  t.equal(board.pending.size, 0);
  t.notOk(board.byId.has('b'));
});

t.test('another filter replaces the rows; what is newer than its answer is kept', async (t) => {
  let board = loaded(alert('b', 2), alert('a', 1));
  board = changed(board, alert('a', 7, { count: 4 }));
  board = reduceBoard(board, { type: 'replaced', alerts: [alert('a', 1)], scope });
  t.same(board.order, ['a']);
  t.equal(board.byId.get('a')?.count, 4);
});

t.test('settling without a change gives the same board', async (t) => {
  const board = loaded(alert('a', 1));
  t.equal(reduceBoard(board, { type: 'settle', scope }), board);
});

t.test('the filter matches as the server does', async (t) => {
  const one = alert('a', 1);
  const cases: [Partial<Filter>, boolean][] = [
    [{}, true],
    [{ state: ['closed'] }, false],
    [{ state: [] }, true],
    [{ level: ['high'] }, true],
    [{ level: ['low'] }, false],
    [{ q: 'BRUTE' }, true],
    [{ q: 'anmeldeserie' }, true],
    [{ q: '192.0.2' }, true],
    [{ q: 'kerberos' }, false],
    [{ rule: 'r2' }, false],
    [{ entity: '192.0.2.7' }, true],
    [{ entity: '192.0.2' }, false],
    [{ assigned: 'nobody' }, true],
    [{ assigned: 'me' }, false],
  ];
  for (const [part, expected] of cases) {
    t.equal(matchesFilter(one, { ...open, ...part }, 'anna'), expected, JSON.stringify(part));
  }
});

t.test('what is assigned to me, and what others have decided meanwhile', async (t) => {
  t.ok(matchesFilter(alert('a', 1, { assignee: 'anna' }), { ...open, assigned: 'me' }, 'anna'));
  const board = loaded(alert('b', 2), alert('a', 1));
  const taken = alert('b', 3, { assignee: 'berta' });
  t.same([...changed(board, taken).foreign], ['b']);
  t.same([...changed(board, taken, {}, new Set(['b'])).foreign], [], 'my own change is no news');
  t.same([...changed(board, alert('b', 3, { count: 7 })).foreign], [], 'nor is a further match');
  const settled = reduceBoard(changed(board, taken), { type: 'settle', scope });
  t.same([...settled.foreign], []);
});

t.test('rows keep their place while alerts stream in, whatever the order', async (t) => {
  for (const order of ['latest', 'oldest', 'severity'] as const) {
    const filter = { ...open, order };
    let board = reduceBoard(emptyBoard, {
      type: 'loaded',
      alerts: [alert('m', 5)],
      scope: { ...scope, filter },
    });
    for (let n = 0; n < 50; n++) board = changed(board, alert(`n${n}`, 6 + n), { filter });
    t.same(board.order, ['m'], order);
    t.equal(board.pending.size, 50);
    board = reduceBoard(board, { type: 'settle', scope: { ...scope, filter } });
    t.equal(board.order.length, 51);
    t.equal(board.order[0], order === 'oldest' ? 'm' : 'n49');
  }
});

t.test('what lies behind the last row of a list that goes on comes with its page', async (t) => {
  const filter: Filter = { ...open, order: 'oldest' };
  const board = loaded(alert('a', 1));
  t.equal(changed(board, alert('z', 9), { filter, more: true }).pending.size, 0);
  t.equal(changed(board, alert('z', 9), { filter, more: false }).pending.size, 1);
});
