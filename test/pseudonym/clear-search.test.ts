import t from 'tap';
import { clearSearch } from '../../server/pseudonym/clear-search.js';
import { parseQuery } from '../../server/query/parse.js';

const asked = (q: string, filters: string[] = []) =>
  clearSearch(q === '' ? undefined : parseQuery(q), filters, ['sb']);

t.test('a clear name is told from a pseudonym, and from what is no name', async (t) => {
  t.same(asked('user.name:mueller and event.code:4625'), { fields: ['user.name'], text: false });
  t.same(asked('TargetUserName:muel* or SB:meier'), { fields: ['TargetUserName', 'SB'], text: false });
  t.same(asked('"erika muster"'), { fields: [], text: true });
  t.same(asked('', ['user.name:mueller']), { fields: ['user.name'], text: false });
  for (const q of [
    'user.name:user-0123456789abc',
    'not user.name:mueller',
    'user.name:*',
    'host.name:srv-01',
    'user-0123456789abc',
  ])
    t.equal(asked(q), undefined, q);
  t.equal(asked('', ['-user.name:mueller']), undefined);
});
