import { csvRecord } from '../../contract/csv.js';
import { zipStream } from '../table/zip-stream.js';
import { type DataTable, dataTables } from './data-tables.js';
import type { Report, Row } from './model.js';

/** @returns whether a report is several files of comma-separated values, and so an archive */
export function isArchive(report: Report): boolean {
  return contents(report).length > 1;
}

/**
 * A report as delimited text (RFC 4180, semicolons, UTF-8 with a byte order mark), codes in words, days as
 * `YYYY-MM-DD`. Several tables are an archive with a file for each.
 */
export function renderCsv(report: Report): AsyncIterable<string | Uint8Array> {
  const tables = contents(report);
  const [only] = tables;
  if (tables.length === 1 && only !== undefined) return csvOf(only);
  return zipStream(tables.map((table) => ({ name: `${table.name}.csv`, content: csvOf(table) })));
}

/** Where there is a table the facts above it are left out: one file is easier to go on with. */
function contents(report: Report): DataTable[] {
  const [facts, ...tables] = dataTables(report);
  return tables.length === 0 ? [facts!] : tables;
}

async function* csvOf({ columns, rows }: DataTable): AsyncGenerator<string> {
  yield `\uFEFF${csvRecord(
    columns.map(({ title }) => title),
    ';',
  )}`;
  let part = '';
  for await (const row of rows as AsyncIterable<Row>) {
    part += csvRecord(
      columns.map(({ key, words }) => {
        const value = row[key] ?? '';
        return typeof value === 'string' ? (words?.[value] ?? value) : String(value);
      }),
      ';',
    );
    if (part.length < 65_536) continue;
    yield part;
    part = '';
  }
  yield part;
}
