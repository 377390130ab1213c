import fc from 'fast-check';
import t from 'tap';
import { readCsv, writeCsv } from '../../../server/isms/table/csv.js';
import { readTable } from '../../../server/isms/table/read-table.js';
import { type Table, tableLimits } from '../../../server/isms/table/table.js';
import { writeXlsx } from '../../../server/isms/table/xlsx-write.js';
import { zipTexts } from '../../../server/isms/table/zip-write.js';

const cells = ({ rows }: Table) => rows.map((row) => row.cells);
const csv = (text: string, encoding: BufferEncoding = 'utf8') => readCsv(Buffer.from(text, encoding));
const malformed = (message: RegExp) => ({ code: 'TABLE_MALFORMED', message });

t.test('delimiters and encodings are recognised', async (t) => {
  const rows = [
    ['Kennung', 'Name'],
    ['S1', 'Büro'],
  ];
  t.match(csv('Kennung;Name\r\nS1;Büro\r\n'), { form: 'UTF-8, ;' });
  for (const text of [
    'Kennung;Name\nS1;Büro',
    '\uFEFFKennung,Name\r\nS1,Büro\r\n',
    'Kennung\tName\rS1\tBüro\r',
  ]) {
    t.same(cells(csv(text)), rows, JSON.stringify(text));
  }
  t.match(csv('Kennung;Name\nS1;Büro', 'latin1'), { form: 'Windows-1252, ;' });
  t.same(cells(csv('Kennung;Name\nS1;Büro', 'latin1')), rows);
  t.same(cells(csv('\uFEFFKennung;Name\nS1;Büro', 'utf16le')), rows);
  t.same(cells(readCsv(Uint8Array.of(0x80, 0x3b, 0x31))), [['€', '1']], 'the euro sign of Windows-1252');
  t.same(cells(csv('sep=,\n"a;b;c",d')), [['a;b;c', 'd']]);
  t.equal(csv('sep=,\na,b').rows[0]?.number, 2, 'rows are numbered as in the file');
});

t.test('quotes hold delimiters, quotes and line ends; blank lines are left out', async (t) => {
  const table = csv('a;"b;""c"""\r\n\r\n"x\r\ny";\r\nz');
  t.same(cells(table), [['a', 'b;"c"'], ['x\r\ny', ''], ['z']]);
  t.same(
    table.rows.map(({ number }) => number),
    [1, 3, 5],
  );
  t.throws(() => csv('a;b\n"c;d\ne'), malformed(/line 2: a quote is opened/));
  t.throws(() => csv('a;"b"c'), malformed(/after a closing quote/));
});

t.test('what a spreadsheet would run is written as text, and read back as it was', async (t) => {
  const rows = [['=1+1', '+49 30', '-', '@x', "'quoted", "'=1", '\tx', 'a;b', ' padded ', 'a"b']];
  const text = Buffer.from(writeCsv(rows)).toString();
  t.equal(text.slice(1, 20), "'=1+1;'+49 30;'-;'@");
  for (const cell of text.slice(1).trimEnd().split(';')) t.notMatch(cell, /^"?[=+\-@]/);
  t.same(cells(readCsv(writeCsv(rows))), rows);
});

t.test('other delimiters in a cell do not mislead the reader', async (t) => {
  const rows = [['Kopf'], ['', ',,,,', ''], ['x,y,z', '\t\t\t', '']];
  t.same(cells(readCsv(writeCsv(rows))), rows);
});

const cell = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.stringMatching(/^[=+\-@'";,\t\n x_0-9A-F]{0,8}$/),
);
const grid = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 });
const notBlank = (rows: string[][]) => rows.filter((row) => row.some((each) => each.trim() !== ''));

t.test('whatever is written comes back, as CSV and as XLSX', async (t) => {
  await fc.assert(
    fc.asyncProperty(grid, async (rows) => {
      const expected = notBlank(rows);
      // U+0000 is refused in CSV; a line end within a cell stays as it is there, XML 1.0 makes all of them \n.
      const text = expected.map((row) => row.map((each) => each.replaceAll('\0', '')));
      t.same(cells(await readTable(writeCsv([['Kopf'], ...text]))).slice(1), notBlank(text));
      const read = cells(await readTable(writeXlsx('Tabelle', [['Kopf', 'b', 'c'], ...expected]))).slice(1);
      t.same(
        read.map((row) => [...row, '', '', ''].slice(0, 3)),
        expected,
      );
    }),
    { numRuns: 60 },
  );
});

const namespace = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const workbook = (sheet: string, more: Record<string, string> = {}) =>
  zipTexts({
    'xl/workbook.xml': `<workbook ${namespace} xmlns:r="urn:r"><sheets><sheet name="Objekte" sheetId="1" r:id="rId7"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships xmlns="urn:p"><Relationship Id="rId7" Target="worksheets/a.xml"/></Relationships>',
    'xl/worksheets/a.xml': `<worksheet ${namespace}><sheetData>${sheet}</sheetData></worksheet>`,
    ...more,
  });

t.test('cells of every kind', async (t) => {
  const shared = `<sst ${namespace}><si><t>Kennung</t></si><si><r><t>Bü</t></r><r><t>ro</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>`;
  const table = await readTable(
    workbook(
      `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>
       <row r="4"><c r="A4"><v>0.30000000000000004</v></c><c t="b"><v>1</v></c><c t="str"><f>A1&amp;"x"</f><v>Sx</v></c>
         <c t="inlineStr"><is><t>a_x000D_b</t></is></c><c><f>1+1</f><v>2</v></c><c><f>NOW()</f></c><c t="e"><v>#REF!</v></c></row>`,
      { 'xl/sharedStrings.xml': shared },
    ),
  );
  t.equal(table.form, 'Objekte');
  t.same(cells(table), [
    ['Kennung', '', 'Büro'],
    ['0.3', 'TRUE', 'Sx', 'a\rb', '2', '', ''],
  ]);
  const { number, faults } = table.rows[1]!;
  t.equal(number, 4);
  t.match(
    [...faults],
    [
      [5, /formula without a stored value/],
      [6, /#REF!/],
    ],
  );
});

t.test('what is no table, or too large a one, is refused', async (t) => {
  await t.rejects(readTable(new Uint8Array()), malformed(/empty/));
  await t.rejects(readTable(Buffer.from('PK\x03\x04 no zip')), malformed(/no workbook/));
  await t.rejects(readTable(Buffer.from('\xd0\xcf\x11\xe0 old', 'latin1')), malformed(/older \.xls/));
  await t.rejects(readTable(Buffer.from('a;b\n\0')), malformed(/neither/));
  await t.rejects(readTable(zipTexts({ 'a.txt': 'x' })), malformed(/no part xl\/workbook\.xml/));
  await t.rejects(readTable(workbook('<row><c><v>1</v></c>')), malformed(/a\.xml:1/));
  const entities = '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>';
  await t.rejects(readTable(workbook('', { 'xl/worksheets/a.xml': entities })), malformed(/a\.xml:1/));
  const whole = workbook('<row><c><v>1</v></c></row>');
  await t.rejects(readTable(whole.subarray(0, whole.length - 40)), malformed(/no workbook/));
  const broken = Buffer.from(whole);
  broken.write('PK\x01\x03', broken.lastIndexOf('PK\x01\x02', undefined, 'latin1'), 'latin1');
  await t.rejects(readTable(broken), malformed(/directory of its parts/));
  await t.rejects(readTable(workbook('<row><c r="ZZ1"><v>1</v></c></row>')), malformed(/columns/));
  const lines = 'x\n'.repeat(tableLimits.rows + 2);
  await t.rejects(readTable(Buffer.from(lines)), malformed(/more than 10000 rows/));
  await t.rejects(readTable(Buffer.alloc(tableLimits.bytes + 1, 'x')), malformed(/MiB/));
});

t.test('a bomb is not unfolded', async (t) => {
  const mebibyte = `<row/>${' '.repeat(1 << 20)}`;
  const bomb = workbook(mebibyte.repeat(66));
  t.ok(bomb.length < 100_000);
  await t.rejects(readTable(bomb), malformed(/64 MiB/));
  await t.rejects(
    readTable(workbook(`<row>${' '.repeat(20 << 20)}</row>`)),
    malformed(/a tag or text of more than 16 MiB/),
  );
});
