import t from 'tap';
import type { Alert, AlertState } from '../../server/contract/alert.js';
import { loadDashboard } from './load.js';

interface Filter {
  state: readonly AlertState[];
  level: readonly string[];
  q: string;
  rule: string;
  entity: string;
}
interface Board {
  byId: ReadonlyMap<string, Alert>;
  order: readonly string[];
  pending: ReadonlySet<string>;
}
type Action =
  | { type: 'replaced'; alerts: readonly Alert[] }
  | { type: 'loaded'; alerts: readonly Alert[] }
  | { type: 'changed'; alert: Alert; filter: Filter }
  | { type: 'removed'; tenant: string }
  | { type: 'settle'; filter: Filter };

const { emptyBoard, matchesFilter, reduceBoard } = await loadDashboard<{
  emptyBoard: Board;
  matchesFilter(alert: Alert, filter: Filter): boolean;
  reduceBoard(board: Board, action: Action): Board;
}>('pages/alerts/board.ts');

const open: Filter = { state: ['new', 'acknowledged'], level: [], q: '', rule: '', entity: '' };

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
    revision: minute,
    ...change,
  };
}

const loaded = (...alerts: Alert[]) => reduceBoard(emptyBoard, { type: 'loaded', alerts });

t.test('a new alert waits until the list settles', async (t) => {
  let board = loaded(alert('b', 2), alert('a', 1));
  board = reduceBoard(board, { type: 'changed', alert: alert('c', 3), filter: open });
  t.same(board.order, ['b', 'a'], 'nothing moves');
  t.same([...board.pending], ['c']);
  board = reduceBoard(board, { type: 'settle', filter: open });
  t.same(board.order, ['c', 'b', 'a']);
  t.equal(board.pending.size, 0);
});

t.test('a changed alert keeps its place, also when the filter no longer matches', async (t) => {
  let board = loaded(alert('b', 2), alert('a', 1));
  const closed = alert('b', 5, { state: 'closed', close_reason: 'test' });
  board = reduceBoard(board, { type: 'changed', alert: closed, filter: open });
  t.same(board.order, ['b', 'a']);
  t.equal(board.byId.get('b')?.state, 'closed');
  board = reduceBoard(board, { type: 'settle', filter: open });
  t.same(board.order, ['a']);
});

t.test('an older revision changes nothing', async (t) => {
  const board = loaded(alert('a', 5));
  t.equal(reduceBoard(board, { type: 'changed', alert: alert('a', 4, { count: 9 }), filter: open }), board);
  t.equal(
    reduceBoard(board, { type: 'loaded', alerts: [alert('a', 4, { count: 9 })] }).byId.get('a')?.count,
    1,
  );
});

t.test('a later page is added at the end, what came meanwhile waits', async (t) => {
  let board = loaded(alert('c', 3), alert('b', 2));
  board = reduceBoard(board, {
    type: 'loaded',
    alerts: [alert('d', 4), alert('c', 3), alert('b', 2), alert('a', 1)],
  });
  t.same(board.order, ['c', 'b', 'a']);
  t.same([...board.pending], ['d']);
});

t.test('the alerts of a removed tenant go at once', async (t) => {
  let board = loaded(alert('b', 2, { tenant: 'demo' }), alert('a', 1));
  board = reduceBoard(board, { type: 'changed', alert: alert('c', 3, { tenant: 'demo' }), filter: open });
  board = reduceBoard(board, { type: 'removed', tenant: 'demo' });
  t.same(board.order, ['a']);
  t.equal(board.pending.size, 0);
  t.notOk(board.byId.has('b'));
});

t.test('another filter replaces the rows; what is newer than its answer is kept', async (t) => {
  let board = loaded(alert('b', 2), alert('a', 1));
  board = reduceBoard(board, { type: 'changed', alert: alert('a', 7, { count: 4 }), filter: open });
  board = reduceBoard(board, { type: 'replaced', alerts: [alert('a', 1)] });
  t.same(board.order, ['a']);
  t.equal(board.byId.get('a')?.count, 4);
});

t.test('settling without a change gives the same board', async (t) => {
  const board = loaded(alert('a', 1));
  t.equal(reduceBoard(board, { type: 'settle', filter: open }), board);
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
  ];
  for (const [part, expected] of cases) {
    t.equal(matchesFilter(one, { ...open, ...part }), expected, JSON.stringify(part));
  }
});
