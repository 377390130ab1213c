import fc from 'fast-check';
import t from 'tap';
import { type Entry, fromBufferPromise } from 'yauzl';
import { checkReport } from '../../../server/isms/report/a4-check.js';
import { column, type Report, type Row, shown, text } from '../../../server/isms/report/model.js';
import { renderCsv } from '../../../server/isms/report/render-csv.js';
import { renderJson } from '../../../server/isms/report/render-json.js';
import { mostPrintRows, renderPrint } from '../../../server/isms/report/render-print.js';
import { renderXlsx } from '../../../server/isms/report/render-xlsx.js';
import type { AnswerRow, Proof } from '../../../server/isms/report/rows.js';
import { readCsv } from '../../../server/isms/table/csv.js';
import { readXlsx } from '../../../server/isms/table/xlsx-read.js';
import { zipStream } from '../../../server/isms/table/zip-stream.js';

const now = Date.parse('2026-11-22T10:00:00Z');
const frame: Report['frame'] = {
  language: 'de',
  tenant: 'Musterstadt',
  domain: { key: 'main', name: 'Kernverwaltung', approach: 'standard', catalog: 'Kompendium 2023' },
  now,
  by: 'isolde',
};

/** A report with one table. */
function sample(rows: readonly Row[]): Report {
  return {
    frame,
    code: 'A.6',
    title: 'Realisierungsplan',
    subject: '',
    orientation: 'landscape',
    form: 'document',
    blocks: [
      {
        type: 'table',
        name: 'measures',
        title: 'Maßnahmen: [alle]',
        columns: [
          text('what', 'Was', 20, { yes: 'ja' }),
          column('day', 'on', 'Am'),
          column('euro', 'cost', 'Kosten'),
        ],
        print: [{ title: 'Was', width: 1, parts: [{ key: 'what' }, { key: 'on', label: 'am' }] }],
        group: [],
        rows,
        empty: 'Keine.',
      },
    ],
  };
}

async function bytesOf(content: AsyncIterable<string | Uint8Array>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(Buffer.from(part as string));
  return Buffer.concat(parts);
}

async function unzipped(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(bytes, { autoClose: false });
  const files = new Map<string, string>();
  for await (const entry of zip.eachEntry() as AsyncIterable<Entry>) {
    const content: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) content.push(chunk as Buffer);
    files.set(entry.fileName, Buffer.concat(content).toString());
  }
  zip.close();
  return files;
}

const rows: Row[] = [
  { what: '=HYPERLINK("http://x")', on: '2026-11-22', cost: 1500 },
  { what: 'yes', on: null, cost: null },
  { what: '<b> & "c"\nd;e', on: 'kein Tag', cost: 0 },
];

t.test('CSV: codes in words, nothing that runs as a formula, read back as it was', async (t) => {
  const csv = await bytesOf(renderCsv(sample(rows)));
  t.match(csv.toString(), /^\uFEFFWas;Am;Kosten\r\n"'=HYPERLINK/);
  t.same(
    readCsv(csv).rows.map(({ cells }) => cells),
    [
      ['Was', 'Am', 'Kosten'],
      ['=HYPERLINK("http://x")', '2026-11-22', '1500'],
      ['ja', '', ''],
      ['<b> & "c"\nd;e', 'kein Tag', '0'],
    ],
  );
});

t.test(
  'XLSX: a sheet for each table, texts that no program computes, days and sums as numbers',
  async (t) => {
    const bytes = await bytesOf(renderXlsx(sample(rows)));
    const overview = await readXlsx(bytes);
    t.equal(overview.form, 'Übersicht', 'first what the report is about');
    t.match(overview.rows[2]?.cells, ['Informationsverbund', 'Musterstadt, Kernverwaltung']);
    const files = await unzipped(bytes);
    t.match(files.get('xl/workbook.xml'), /name="Maßnahmen alle"/, 'a name that is allowed');
    const sheet = files.get('xl/worksheets/sheet2.xml')!;
    t.notMatch(sheet, /<f[ >]/);
    t.match(sheet, /<c r="B2" s="3"><v>46348<\/v>/, 'days since 1899-12-30');
    t.match(sheet, /<c r="C2" s="5"><v>1500<\/v>/);
    t.match(sheet, /t="inlineStr"><is><t xml:space="preserve">kein Tag</, 'what is no day stays text');
    t.match(sheet, /&lt;b&gt; &amp; &quot;c&quot;/);
  },
);

t.test('JSON: codes as the program has them, and what they are called', async (t) => {
  const document = JSON.parse((await bytesOf(renderJson(sample(rows)))).toString());
  t.match(document, { code: 'A.6', made_at: '2026-11-22T10:00:00.000Z', made_by: 'isolde' });
  t.same(document.tables[1].rows[1], { what: 'yes', on: null, cost: null });
  t.same(document.tables[1].columns[0].words, { yes: 'ja' });
});

t.test(
  'paper: data alone, long runs can be broken, words are left to hyphenation, control characters are marked',
  async (t) => {
    const what = `#panic("x") $y$ ${'a1'.repeat(20)} Schutzbedarfsfeststellungen\u0000`;
    const document = JSON.parse(
      (await bytesOf(renderPrint(sample([{ what, on: '2026-11-22' }])))).toString(),
    );
    const [[[first, second]]] = document.blocks[0].rows;
    t.match(first[1], /^#panic\("x"\) \$y\$ a1a1a1a1a1a1a1a1\u200ba1/);
    t.match(first[1], / Schutzbedarfsfeststellungen\ufffd$/);
    t.same(second, ['am', '22.11.2026', '', false, true]);
  },
);

t.test('a document with too many rows is refused with what to do', async (t) => {
  const many = Array.from({ length: mostPrintRows + 1 }, () => ({ what: 'x' }));
  await t.rejects(bytesOf(renderPrint(sample(many))), {
    code: 'VALIDATION',
    message: /5\.000 rows; choose a Baustein/,
  });
});

t.test('A.4 has every column, marks what is older than a year, and names the whole domain', async (t) => {
  const answer: AnswerRow = {
    ...{ scope: 'd', object: '', objectName: '', baustein: 'ISMS.1', bausteinTitle: 'Sicherheitsmanagement' },
    ...{ requirement: 'ISMS.1.A1', title: 'Übernahme', level: 'B', status: 'yes', ground: null },
    ...{ implementation: 'Leitlinie', reason: '', responsible: 'ISB', until: null, interviewees: 'A, B' },
    ...{ assessor: 'Revision', assessedOn: '2025-11-21', costOnce: 10, costYearly: null },
    links: [{ title: 'Protokoll', url: 'https://dms.example/1' }],
  };
  const answers = async function* (): AsyncGenerator<AnswerRow> {
    yield answer;
    yield { ...answer, requirement: 'ISMS.1.A2', assessedOn: '2025-11-22' };
  };
  const silence = { signal: 'silence', object: '', verdict: 'supports', fresh: true } as const;
  const proof: Proof = {
    evidenceFor: (scope, requirement) => (requirement === 'ISMS.1.A1' ? [`Beschluss zu ${scope}`] : []),
    observationsFor: (_, requirement) =>
      requirement === 'ISMS.1.A1'
        ? [
            { signal: 'skew', object: 'S1', verdict: 'contradicts', observedOn: '2026-11-22', fresh: true },
            ...Array.from({ length: 21 }, () => ({ ...silence, observedOn: '2026-11-21' })),
          ]
        : [{ signal: 'skew', object: '', verdict: 'contradicts', observedOn: '2026-01-01', fresh: false }],
  };
  const states = [{ level: 'B', open: 0, yes: 2, partial: 0, no: 0, dispensable: 0 }] as const;
  const document = JSON.parse(
    (await bytesOf(renderJson(checkReport(frame, '', states, answers(), proof)))).toString(),
  );
  const table = document.tables.find(({ name }: { name: string }) => name === 'requirements');
  t.match(table.rows, [
    {
      objectName: 'Gesamter Informationsverbund',
      outdated: 'yes',
      evidence: 'Protokoll (https://dms.example/1); Beschluss zu d',
      seen: 'contradicts',
      seenBy: /^widerspricht \(skew, S1, 22.11.2026\); stützt \(silence, 21.11.2026\).*; 2 weitere$/,
    },
    { outdated: '', seen: 'stale', seenBy: 'widerspricht (skew, 01.01.2026, veraltet)' },
  ]);
  for (const key of [
    'status',
    'implementation',
    'responsible',
    'until',
    'assessor',
    'interviewees',
    'assessedOn',
  ]) {
    t.ok(key in table.rows[0], key);
  }
  t.same(document.tables.find(({ name }: { name: string }) => name === 'state').rows[0].s0, 2);
});

t.test('values as people write them', async (t) => {
  const euro = column('euro', 'x', 'X');
  t.equal(shown(euro, 1234567, 'de'), '1.234.567 €');
  t.equal(shown(euro, 1234567, 'en'), '1,234,567 €');
  t.equal(shown(column('day', 'x', 'X'), '2026-01-02', 'en'), '2 Jan 2026');
  t.equal(shown(euro, null, 'de'), '');
});

t.test('a streamed archive holds what was put in, whatever that is', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), { maxLength: 4 }),
      async (parts) => {
        const named = parts.map((content, at) => ({ name: `ü${at}.txt`, content }));
        const files = await unzipped(await bytesOf(zipStream(named)));
        for (const { name, content } of named) {
          if (
            files.get(name) !==
            Buffer.from(content.map((piece) => Buffer.from(piece).toString()).join('')).toString()
          )
            return false;
        }
        return files.size === parts.length;
      },
    ),
    { numRuns: 10 },
  );
  const failing = async function* (): AsyncGenerator<string> {
    yield 'x';
    throw new Error('the rows ended early');
  };
  await t.rejects(bytesOf(zipStream([{ name: 'a', content: failing() }])), {
    message: 'the rows ended early',
  });
});
