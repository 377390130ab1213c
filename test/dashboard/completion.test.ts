import t from 'tap';
import { loadDashboard } from './load.js';

interface Completable {
  kind: 'field' | 'value';
  field: string;
  prefix: string;
  from: number;
  to: number;
}
const { completableAt, complete } = await loadDashboard<{
  completableAt(query: string, caret: number): Completable | undefined;
  complete(query: string, at: Completable, option: string): { query: string; caret: number };
}>('pages/events/completion.ts');

/** The caret is where the bar stands. */
function at(text: string): Completable | undefined {
  const caret = text.indexOf('|');
  return completableAt(text.replace('|', ''), caret);
}

t.test('names and values are completed where they stand', async (t) => {
  t.match(at('us|'), { kind: 'field', prefix: 'us', from: 0, to: 2 });
  t.match(at('root and -ho|st'), { kind: 'field', prefix: 'ho', from: 10, to: 14 });
  t.match(at('(us|'), { kind: 'field', prefix: 'us', from: 1 });
  t.match(at('user.name:ro|ot x'), { kind: 'value', field: 'user.name', prefix: 'ro', from: 10, to: 14 });
  t.match(at('user.name:|'), { kind: 'value', field: 'user.name', prefix: '' });
  t.match(at('not user.name:(anna or be|)'), { kind: 'value', field: 'user.name', prefix: 'be' });
  t.match(at('user.name:(anna) or ho|'), { kind: 'field', prefix: 'ho' });
  t.match(at('my\\ field:x|'), { kind: 'value', field: 'my field', prefix: 'x' });
  for (const nothing of ['|', 'root |', '"us|', 'a:"x|"', 'a and|', 'n:>1|', 'n:[1|'])
    t.equal(at(nothing), undefined, nothing);
});

t.test('what is chosen is written so that it means itself', async (t) => {
  const chosen = (text: string, option: string) => {
    const { query, caret } = complete(text.replace('|', ''), at(text)!, option);
    return `${query.slice(0, caret)}|${query.slice(caret)}`;
  };
  t.equal(chosen('us|', 'user.name'), 'user.name:|');
  t.equal(chosen('us|er:x', 'user.name'), 'user.name:|x');
  t.equal(chosen('wi|', 'with space'), 'with\\ space:|');
  t.equal(chosen('user.name:r| and x', 'root'), 'user.name:root | and x'.replace(' | and', ' |and'));
  t.equal(chosen('a:|', 'say "hi" C:\\x'), 'a:"say \\"hi\\" C:\\\\x" |');
  t.equal(chosen('a:|', 'or'), 'a:"or" |');
});
