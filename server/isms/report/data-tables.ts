import { type BarsBlock, type Column, column, type GridBlock, type Report, type Row, text } from './model.js';
import { wordsOf } from './words.js';

/** A table as the data formats have it. */
export interface DataTable {
  name: string;
  title: string;
  columns: readonly Column[];
  rows: Iterable<Row> | AsyncIterable<Row>;
}

/** @returns what of a report is data: its tables, what its charts are drawn from, and first what stands above them */
export function dataTables(report: Report): DataTable[] {
  const tables = report.blocks.flatMap((block): DataTable[] => {
    if (block.type === 'table') return [block];
    if (block.type === 'bars') return [barsTable(block, report)];
    return block.type === 'grid' ? [gridTable(block)] : [];
  });
  return [factsTable(report), ...tables];
}

/** @returns who made what about what, and every fact and figure of the report */
export function reportFacts(report: Report): (readonly [string, string])[] {
  const { frame, subject } = report;
  const { frame: words, approaches } = wordsOf(frame.language);
  const own = report.blocks.flatMap((block) => {
    if (block.type === 'facts') return block.rows;
    if (block.type !== 'figures') return [];
    return block.items.map(
      ({ label, value, note }) => [label, note === '' ? value : `${value} (${note})`] as const,
    );
  });
  const approach = approaches[frame.domain.approach as keyof typeof approaches] ?? frame.domain.approach;
  const ofDomain = frame.domain.key !== '';
  return [
    [words.document, [report.code, report.title].filter(Boolean).join(' ')],
    ...(ofDomain ? [[words.domain, domainOf(frame)] as const] : []),
    ...(subject === '' ? [] : [[words.subject, subject] as const]),
    ...(ofDomain
      ? ([
          [words.approach, approach],
          [words.catalog, frame.domain.catalog],
        ] as const)
      : []),
    [words.asOf, new Date(frame.now).toISOString()],
    [words.madeBy, frame.by],
    ...own,
  ];
}

/** A city's only domain often has the city's name. */
const domainOf = ({ tenant, domain }: Report['frame']): string =>
  domain.name === tenant ? tenant : `${tenant}, ${domain.name}`;

function factsTable(report: Report): DataTable {
  const words = wordsOf(report.frame.language).frame;
  return {
    name: 'overview',
    title: words.overview,
    columns: [text('label', words.overview, 40), text('value', words.value, 60)],
    rows: reportFacts(report).map(([label, value]) => ({ label, value })),
  };
}

function barsTable({ name, title, series, bars }: BarsBlock, { frame }: Report): DataTable {
  const words = wordsOf(frame.language).frame;
  return {
    name,
    title,
    columns: [
      text('label', words.series, 30),
      ...series.map((each, at) => column('number', `s${at}`, each.name)),
    ],
    rows: bars.map(({ label, values }) => ({
      label,
      ...Object.fromEntries(values.map((value, at) => [`s${at}`, value])),
    })),
  };
}

function gridTable({ name, title, corner, columns, rows }: GridBlock): DataTable {
  return {
    name,
    title,
    columns: [text('label', corner, 30), ...columns.map((each, at) => text(`c${at}`, each, 18))],
    rows: rows.map(({ label, cells }) => ({
      label,
      ...Object.fromEntries(cells.map((cell, at) => [`c${at}`, cell.text])),
    })),
  };
}
