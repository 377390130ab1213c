import t from 'tap';
import type { AskedPart } from '../../server/store/asked-parts.js';
import { partsOfPage } from '../../server/store/asked-parts.js';

const parts: AskedPart[] = [
  { baustein: 'APP.1', status: 'no', count: 3 },
  { baustein: 'SYS.1', status: 'no', count: 4 },
  { baustein: 'APP.1', status: 'open', count: 5 },
];
const names = (found: readonly AskedPart[]) => found.map(({ baustein, status }) => `${baustein} ${status}`);

t.test('a page is looked for in the parts that it is in alone', async (t) => {
  const of = (offset: number, limit: number) => {
    const page = partsOfPage(parts, { offset, limit });
    return { ...page, parts: names(page.parts) };
  };
  t.same(of(0, 2), { parts: ['APP.1 no'], offset: 0, total: 12 });
  t.same(of(0, 3), { parts: ['APP.1 no'], offset: 0, total: 12 });
  t.same(of(2, 2), { parts: ['APP.1 no', 'SYS.1 no'], offset: 2, total: 12 });
  t.same(of(3, 4), { parts: ['SYS.1 no'], offset: 0, total: 12 });
  t.same(of(8, 100), { parts: ['APP.1 open'], offset: 1, total: 12 });
  t.same(of(12, 100), { parts: [], offset: 0, total: 12 });
  t.same(partsOfPage([], { offset: 0, limit: 10 }), { parts: [], offset: 0, total: 0 });
});

t.test('pages that follow one another leave no row out and have none twice', async (t) => {
  const rows = parts.flatMap((part) => Array.from({ length: part.count }, (_, n) => `${names([part])} ${n}`));
  for (let limit = 1; limit <= 13; limit++) {
    const seen: string[] = [];
    for (let offset = 0; offset < rows.length; offset += limit) {
      const page = partsOfPage(parts, { offset, limit });
      const found = page.parts.flatMap((part) =>
        Array.from({ length: part.count }, (_, n) => `${names([part])} ${n}`),
      );
      seen.push(...found.slice(page.offset, page.offset + limit));
    }
    t.same(seen, rows, `${limit} at once`);
  }
});
