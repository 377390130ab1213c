import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import t from 'tap';
import { text } from '../../server/isms/report/model.js';
import { renderPrint } from '../../server/isms/report/render-print.js';
import { coveredCharacters, displayable } from '../../server/report/coverage.js';
import { dispositionOf, fileNameOf } from '../../server/report/file-name.js';
import { reportFonts } from '../../server/report/fonts.js';
import { makePdf } from '../../server/report/pdf.js';

const hostile = '#panic("no") $x$ *b* `r` <label> @cite \\ "quoted" // 中文';
const report = {
  frame: {
    language: 'de',
    tenant: 'Müsterstadt',
    domain: { key: 'main', name: 'Kernverwaltung', approach: 'standard', catalog: 'Kompendium' },
    now: Date.parse('2026-11-22T10:00:00Z'),
    by: 'isolde',
  },
  code: 'A.9',
  title: `Titel ${hostile}`,
  subject: 'Gegenstand: a/b',
  orientation: 'landscape',
  form: 'document',
  blocks: [
    { type: 'heading', text: hostile },
    { type: 'text', text: hostile },
    { type: 'facts', rows: [[hostile, hostile]] },
    { type: 'figures', items: [{ label: hostile, value: '1', note: hostile, tone: 'poor' }] },
    {
      type: 'bars',
      name: 'bars',
      title: 'Balken',
      series: [{ name: hostile, tone: 'good' }],
      bars: [
        { label: hostile, values: [3] },
        { label: 'leer', values: [0] },
      ],
    },
    {
      type: 'grid',
      name: 'grid',
      title: 'Gitter',
      corner: hostile,
      columns: [hostile],
      rows: [{ label: hostile, cells: [{ text: hostile, tone: 'fair' }] }],
    },
    {
      type: 'table',
      name: 'table',
      title: 'Tabelle',
      columns: [text('a', hostile)],
      print: [{ title: hostile, width: 1, parts: [{ key: 'a', label: hostile, strong: true }] }],
      group: ['a'],
      rows: Array.from({ length: 80 }, (_, at) => ({ a: `${hostile} ${at}` })),
      empty: '-',
    },
  ],
} as const satisfies Parameters<typeof renderPrint>[0];

/** A PDF with its compressed streams unfolded, so that its objects can be read. */
function unfolded(pdf: Buffer): string {
  const whole = pdf.toString('latin1');
  return whole.replace(/stream\r?\n([\s\S]*?)\r?\nendstream/g, (all, packed: string) => {
    try {
      return inflateSync(Buffer.from(packed, 'latin1')).toString('latin1');
    } catch {
      return all;
    }
  });
}

t.test(
  'a PDF for everybody: tagged, in its language, with its title, by PDF/UA-1; texts are never markup',
  async (t) => {
    const folder = t.testdir();
    let data = '';
    for await (const part of renderPrint(report)) data += part;
    writeFileSync(join(folder, 'report.json'), data);
    const file = join(folder, 'made.pdf');
    const pages = await makePdf(folder, file, new AbortController().signal);
    t.ok(pages >= 3, 'title block, contents, a table over several pages');
    const pdf = unfolded(readFileSync(file));
    t.match(pdf, /^%PDF-1\.7/);
    t.match(pdf, /\/StructTreeRoot/);
    t.match(pdf, /\/MarkInfo\s*<<[^>]*\/Marked true/);
    t.match(pdf, /\/Lang\s*\(de\)/);
    t.match(pdf, /\/DisplayDocTitle true/);
    t.match(pdf, /<pdfuaid:part>1<\/pdfuaid:part>/);
    t.match(pdf, /<dc:title>/);
    t.match(pdf, /\/Outlines/, 'bookmarks');
    for (const tag of ['H1', 'TH', 'TD', 'Figure', 'TOC']) t.match(pdf, new RegExp(`/S\\s*/${tag}\\b`), tag);
    t.match(pdf, /\/Alt/, 'the chart has words');
    const fonts = new Set([...pdf.matchAll(/\/BaseFont\s*\/[A-Z]{6}\+([\w-]+)/g)].map(([, name]) => name));
    t.same(
      [...fonts].filter((name) => !/^(NotoSans|DejaVuSansMono)/.test(name!)),
      [],
      'no font of the machine',
    );
  },
);

t.test('a fault of the compiler is told, and an abort ends it', async (t) => {
  const folder = t.testdir({ 'report.json': '{"lang":"de"}' });
  await t.rejects(makePdf(folder, join(folder, 'made.pdf'), new AbortController().signal), {
    message: /the PDF was not made: .*words/,
  });
  await t.rejects(makePdf(folder, join(folder, 'made.pdf'), AbortSignal.abort()), { name: 'AbortError' });
});

t.test('characters without a glyph are marked and counted', async (t) => {
  const covered = coveredCharacters(reportFonts()[0]!);
  t.same(displayable('Łódź ß → ✓ a\u200bb', covered), { text: 'Łódź ß → ✓ a\u200bb', replaced: 0 });
  t.same(displayable('中 x 😀', covered), { text: '\ufffd x \ufffd', replaced: 2 });
});

t.test('files are called so that every system and every browser takes it', async (t) => {
  const name = fileNameOf(report, 'pdf');
  t.notMatch(name, /[\\/:*?"<>|]/);
  t.match(name, /, Gegenstand- a-b, 2026-11-22\.pdf$/);
  t.equal(
    dispositionOf('Grüße "1", (a).pdf'),
    `attachment; filename="Gru_e _1_, (a).pdf"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22%2C%20%28a%29.pdf`,
  );
  const late = { ...report, frame: { ...report.frame, now: Date.parse('2026-03-31T22:30:00Z') } };
  t.match(fileNameOf(late, 'pdf'), /, 2026-04-01\.pdf$/, 'the day that it is in Germany');
});
