import { zipTexts } from './zip-write.js';

export const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
export const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
export const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const packageRelationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
export const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/**
 * A workbook with one sheet (ECMA-376 Part 1): a fixed first row with filters, cells as text, so that nothing in them
 * is a formula.
 * @param name of the sheet, at most 31 characters
 * @param rows the first one has the headers
 * @param numeric columns (0-based) whose cells are numbers
 */
export function writeXlsx(
  name: string,
  rows: readonly (readonly string[])[],
  numeric: ReadonlySet<number> = new Set(),
): Uint8Array {
  return zipTexts({
    '[Content_Types].xml': `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/></Types>`,
    '_rels/.rels': `${declaration}<Relationships xmlns="${packageRelationships}"><Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets><sheet name="${escaped(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${declaration}<Relationships xmlns="${packageRelationships}"><Relationship Id="rId1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relationships}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': styles,
    'xl/worksheets/sheet1.xml': sheet(rows, numeric),
  });
}

/** Format 1 is bold, format 2 is text (number format 49), so that what is typed there stays as it is typed. */
const styles = `${declaration}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`;

function sheet(rows: readonly (readonly string[])[], numeric: ReadonlySet<number>): string {
  const width = rows[0]?.length ?? 1;
  const columns = Array.from({ length: width }, (_, at) => {
    const longest = Math.max(8, ...rows.slice(0, 500).map((cells) => Math.min(cells[at]?.length ?? 0, 60)));
    return `<col min="${at + 1}" max="${at + 1}" width="${longest + 2}" customWidth="1"/>`;
  });
  const body = rows.map((cells, at) => row(cells, at + 1, numeric)).join('');
  const last = `${letters(width - 1)}${Math.max(rows.length, 1)}`;
  return `${declaration}<worksheet xmlns="${main}"><dimension ref="A1:${last}"/><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns.join('')}</cols><sheetData>${body}</sheetData><autoFilter ref="A1:${last}"/></worksheet>`;
}

function row(cells: readonly string[], number: number, numeric: ReadonlySet<number>): string {
  const written = cells.map((cell, column) => {
    if (cell === '') return '';
    const place = `r="${letters(column)}${number}"`;
    if (number > 1 && numeric.has(column) && /^\d{1,15}$/.test(cell)) return `<c ${place}><v>${cell}</v></c>`;
    const style = number === 1 ? 1 : 2;
    return `<c ${place} s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
  });
  return `<row r="${number}">${written.join('')}</row>`;
}

/** @returns a column's letters: 0 is A, 26 is AA */
export function letters(column: number): string {
  const rest = column % 26;
  return (column >= 26 ? letters((column - rest) / 26 - 1) : '') + String.fromCharCode(65 + rest);
}

/** XML 1.0 cannot hold most control characters; ECMA-376 Part 1, 22.9.2.19 writes them, and what looks so, as _xHHHH_. */
export function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)|(?![\t\n])\p{Cc}|[\ufffe\uffff]/gu, (character) => {
      return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
    })
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
