import { createElement, type FunctionComponent, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import t from 'tap';
import { loadDashboard } from './load.js';

interface Item {
  id: string;
  name: string;
}
interface Column {
  id: string;
  header: string;
  value?(row: Item): string | number;
  cell(row: Item): ReactNode;
  rowHeader?: boolean;
}
interface TableProps {
  caption: string;
  columns: Column[];
  rows: Item[];
  rowId(row: Item): string;
  initialSort?: { id: string; desc: boolean };
}

const { DataTable, MessagesProvider } = await loadDashboard<{
  DataTable: FunctionComponent<TableProps>;
  MessagesProvider: FunctionComponent<{ language: 'de'; catalogue: object; children?: ReactNode }>;
}>('components/data-table.tsx', 'i18n/messages.tsx');
const { nextSort, sortRows } = await loadDashboard<{
  nextSort(sort: object | undefined, id: string, sample: string | number | undefined): object;
  sortRows<T>(rows: T[], values: (string | number)[], desc: boolean): T[];
}>('components/sorted-rows.ts');

const items = (count: number): Item[] =>
  Array.from({ length: count }, (_, n) => ({ id: `i${n}`, name: `Zielobjekt ${count - n}` }));

/** The cells that were made for a table, and what came out. */
function drawn(rows: Item[]) {
  let cells = 0;
  const columns: Column[] = [
    {
      id: 'name',
      header: 'Name',
      value: ({ name }) => name,
      cell: ({ name }) => {
        cells++;
        return name;
      },
      rowHeader: true,
    },
    { id: 'id', header: 'Kürzel', cell: ({ id }) => id },
  ];
  const initialSort = { id: 'name', desc: false };
  const table = createElement(DataTable, {
    ...{ caption: 'Zielobjekte', columns, rows, rowId: ({ id }: Item) => id, initialSort },
  });
  const markup = renderToStaticMarkup(
    createElement(MessagesProvider, { language: 'de', catalogue: {} }, table),
  );
  return { cells, markup };
}

t.test('of a long table only the rows near the screen are in the document', async (t) => {
  for (const count of [201, 5000]) {
    const { cells, markup } = drawn(items(count));
    t.ok(cells <= 60, `${cells} of ${count} rows`);
    t.match(markup, `aria-rowcount="${count + 1}"`, 'and it says how many there are');
    t.match(markup, '<tr aria-rowindex="1">');
  }
});

t.test('a short table is drawn whole, in order', async (t) => {
  const { cells, markup } = drawn(items(200));
  t.equal(cells, 200);
  t.notMatch(markup, 'aria-rowcount');
  t.match(markup, 'aria-sort="ascending"');
  const names = [...markup.matchAll(/<th class="gw-table__cell" scope="row">Zielobjekt (\d+)</g)].map(
    ([, n]) => Number(n),
  );
  t.same(
    names,
    Array.from({ length: 200 }, (_, n) => n + 1),
    'numbers in texts by size',
  );
});

t.test(
  'figures are sorted with the largest first, texts upwards, and then the other way round',
  async (t) => {
    t.same(nextSort(undefined, 'count', 7), { id: 'count', desc: true });
    t.same(nextSort({ id: 'count', desc: true }, 'count', 7), { id: 'count', desc: false });
    t.same(nextSort({ id: 'count', desc: true }, 'name', 'a'), { id: 'name', desc: false });
    t.same(nextSort({ id: 'name', desc: false }, 'name', 'a'), { id: 'name', desc: true });
    t.same(sortRows(['a', 'b', 'c'], [1, 20, 3], true), ['b', 'c', 'a']);
    t.same(sortRows(['a', 'b', 'c'], ['x', 'x', 'w'], true), ['a', 'b', 'c'], 'equal ones stay as they were');
  },
);
