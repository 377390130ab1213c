import { GrundwachtError } from '../../contract/errors.js';
import {
  declaration,
  escaped,
  letters,
  main,
  packageRelationships,
  relationships,
  types,
} from '../table/xlsx-write.js';
import { type ZipPart, zipStream } from '../table/zip-stream.js';
import { type DataTable, dataTables } from './data-tables.js';
import type { Column, Report, Row, Value } from './model.js';

/** What a sheet holds at most (ECMA-376 as every spreadsheet program has it). */
const mostRows = 1_048_576;
const longestCell = 32_767;

/**
 * A report as a workbook (ECMA-376 Part 1), streamed: a sheet for each table with a fixed first row and filters. Texts
 * are inline strings, so nothing in them is a formula; days are dates.
 * @throws GrundwachtError VALIDATION past the rows of a sheet
 */
export function renderXlsx(report: Report): AsyncIterable<Uint8Array> {
  return zipStream(parts(report));
}

function* parts(report: Report): Iterable<ZipPart> {
  const tables = dataTables(report);
  const numbers = tables.map((_, at) => at + 1);
  const sheets = sheetNames(tables);
  yield {
    name: '[Content_Types].xml',
    content: [
      `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/>`,
      ...numbers.map(
        (n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${types}.worksheet+xml"/>`,
      ),
      '</Types>',
    ],
  };
  yield {
    name: '_rels/.rels',
    content: [
      `${declaration}<Relationships xmlns="${packageRelationships}"><Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
  };
  yield {
    name: 'xl/workbook.xml',
    content: [
      `${declaration}<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets>`,
      ...numbers.map((n) => `<sheet name="${escaped(sheets[n - 1]!)}" sheetId="${n}" r:id="rId${n}"/>`),
      '</sheets></workbook>',
    ],
  };
  yield {
    name: 'xl/_rels/workbook.xml.rels',
    content: [
      `${declaration}<Relationships xmlns="${packageRelationships}"><Relationship Id="rId0" Type="${relationships}/styles" Target="styles.xml"/>`,
      ...numbers.map(
        (n) =>
          `<Relationship Id="rId${n}" Type="${relationships}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
      ),
      '</Relationships>',
    ],
  };
  yield { name: 'xl/styles.xml', content: [styles] };
  for (const [at, table] of tables.entries()) {
    yield { name: `xl/worksheets/sheet${at + 1}.xml`, content: sheet(table) };
  }
}

/** 1 bold, 2 wrapped text, 3 a day (number format 14, as the reader's country writes it), 4 number with groups, 5 euros. */
const styles = `${declaration}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0\\ &quot;€&quot;"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf><xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf></cellXfs></styleSheet>`;

/** At most 31 characters, none of `\ / ? * [ ] :`, no apostrophe at an end, none twice (ECMA-376 as programs have it). */
function sheetNames(tables: readonly DataTable[]): string[] {
  const taken = new Set<string>();
  return tables.map(({ title }) => {
    const base =
      title
        .replace(/[\\/?*[\]:'\s]+/g, ' ')
        .trim()
        .slice(0, 31)
        .trim() || 'Tabelle';
    let name = base;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base.slice(0, 28).trim()} ${n}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

async function* sheet({ title, columns, rows }: DataTable): AsyncGenerator<string> {
  const widths = columns.map(
    ({ width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  );
  yield `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>`;
  const places = columns.map((_, at) => letters(at));
  yield `<row r="1">${columns.map((column, at) => inline(`${places[at]}1`, 1, column.title)).join('')}</row>`;
  let number = 1;
  let part = '';
  for await (const row of rows as AsyncIterable<Row>) {
    number++;
    if (number > mostRows) {
      throw new GrundwachtError('VALIDATION', {
        pointer: '/format',
        message: '"{title}" has more rows than a sheet holds ({mostRows}); take csv, or a part of it',
        values: { title, mostRows },
      });
    }
    part += `<row r="${number}">`;
    for (const [at, column] of columns.entries())
      part += cell(`${places[at]}${number}`, column, row[column.key] ?? null);
    part += '</row>';
    if (part.length < 65_536) continue;
    yield part;
    part = '';
  }
  yield `${part}</sheetData><autoFilter ref="A1:${places.at(-1)}${number}"/></worksheet>`;
}

function cell(place: string, { kind, words }: Column, value: Value): string {
  if (value === null || value === '') return '';
  if (typeof value === 'number') return `<c r="${place}" s="${kind === 'euro' ? 5 : 4}"><v>${value}</v></c>`;
  const serial = kind === 'day' ? serialOf(value) : undefined;
  if (serial !== undefined) return `<c r="${place}" s="3"><v>${serial}</v></c>`;
  return inline(place, 2, words?.[value] ?? value);
}

function inline(place: string, style: number, value: string): string {
  const shortened = value.length > longestCell ? `${value.slice(0, longestCell - 1)}…` : value;
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(shortened)}</t></is></c>`;
}

/** Days since 1899-12-30, as spreadsheets count them; undefined for what is no day since 1900-03-01. */
function serialOf(day: string): number | undefined {
  const at = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(day) : Number.NaN;
  const serial = at / 86_400_000 + 25_569;
  return Number.isInteger(serial) && serial >= 61 ? serial : undefined;
}
