import { type DataTable, dataTables } from './data-tables.js';
import type { Report, Row } from './model.js';

/** A report as JSON: what it is about, and each table with its columns and its rows, codes as the program has them. */
export async function* renderJson(report: Report): AsyncGenerator<string> {
  const { frame, code, title, subject } = report;
  const { language, tenant, domain, now, by } = frame;
  const head = {
    code,
    title,
    subject,
    language,
    tenant,
    domain,
    made_at: new Date(now).toISOString(),
    made_by: by,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"tables":[`;
  let first = true;
  for (const table of dataTables(report)) {
    yield first ? '' : ',';
    first = false;
    yield* tableJson(table);
  }
  yield ']}\n';
}

async function* tableJson({ name, title, columns, rows }: DataTable): AsyncGenerator<string> {
  const described = columns.map(({ key, title: heading, kind, words }) => ({
    key,
    title: heading,
    kind,
    words,
  }));
  yield `${JSON.stringify({ name, title, columns: described }).slice(0, -1)},"rows":[`;
  let part = '';
  let separator = '';
  for await (const row of rows as AsyncIterable<Row>) {
    part += `${separator}\n${JSON.stringify(Object.fromEntries(columns.map(({ key }) => [key, row[key] ?? null])))}`;
    separator = ',';
    if (part.length < 65_536) continue;
    yield part;
    part = '';
  }
  yield `${part}]}`;
}
