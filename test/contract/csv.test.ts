import fc from 'fast-check';
import t from 'tap';
import { csvCell, csvRecord, exactCsvRecord, guarded, unguarded } from '../../server/contract/csv.js';
import { shown, shownInLine, shownJson } from '../../server/contract/foreign-text.js';

t.test('no cell is a formula', async (t) => {
  for (const text of ['=1+1', '+1', '-x', '@SUM(1)', '\t=1', '\r=1', '\n=1', '|cmd', '%1', ' =1', '＝1'])
    t.match(csvCell(text), /^"?'/, JSON.stringify(text));
  for (const text of ['-5', '-5.25', '12', 'a=1', '', 'Müller'])
    t.equal(guarded(text), text, 'a number and a plain text stay');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const cell = csvCell(text).replace(/^"(.*)"$/s, '$1');
      t.notMatch(cell.replace(/^-?\d+([.,]\d+)?$/, ''), /^[\s=+\-@|%]/);
      return unguarded(guarded(text)) === text;
    }),
  );
});

t.test('a record is one record whatever its cells hold', async (t) => {
  t.equal(csvRecord(['a', 'b;c', 'd"e', ' f']), 'a,"b;c","d""e"," f"\r\n');
  t.equal(csvRecord(['a\u202eb\u001b[31m'], ';'), 'a<U+202E>b<U+001B>[31m\r\n');
  t.equal(exactCsvRecord(['a\u202eb', '=1'], ';'), "a\u202eb;'=1\r\n");
});

t.test('what cannot be seen is named', async (t) => {
  t.equal(shown('Ä ok\ttab\nline'), 'Ä ok\ttab\nline');
  t.equal(
    shown('\u001b]0;x\u0007 \u009b2J \u202e \u2066 \u200b \ufeff \u2028 \u{e0041} \ud800'),
    '<U+001B>]0;x<U+0007> <U+009B>2J <U+202E> <U+2066> <U+200B> <U+FEFF> <U+2028> <U+E0041> <U+D800>',
  );
  t.equal(shownInLine('a\r\nb\tc'), 'a<U+000D><U+000A>b<U+0009>c');
  const value = { text: 'a\u202eb\u009bc\u{e0041}', list: ['\u0007'] };
  const json = shownJson(value);
  t.notMatch(json, /[\p{Cc}\p{Cf}]/u);
  t.same(JSON.parse(json), value, 'the data are the same');
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => JSON.parse(shownJson(text)) === text));
});
