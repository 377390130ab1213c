import type { Readable } from 'node:stream';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { GrundwachtError } from '../../contract/errors.js';
import { readXml, type XmlHandler } from '../catalog/xml.js';
import { addRow, malformed, type Table, type TableRow, tableLimits } from './table.js';

/** Bytes that the parts of a workbook may unfold to, all together: a bomb is not unfolded. */
const maxUnfolded = 64 * 1024 * 1024;
const maxEntries = 1000;

/**
 * Reads the first sheet of a workbook (ECMA-376 Part 1, 18.3). Of a formula its stored value counts; nothing is
 * computed.
 * @throws GrundwachtError TABLE_MALFORMED: no workbook, encrypted, damaged, or past the limits
 */
export async function readXlsx(bytes: Uint8Array): Promise<Table> {
  const parts = await openParts(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  try {
    const sheet = await firstSheet(parts);
    const strings = parts.has('xl/sharedStrings.xml') ? await sharedStrings(parts) : [];
    return { rows: await sheetRows(parts, sheet.path, strings), form: sheet.name };
  } catch (error) {
    if (error instanceof GrundwachtError && error.code === 'CATALOG_MALFORMED')
      malformed(error.message, error);
    throw error;
  } finally {
    parts.close();
  }
}

/** The files inside of a workbook. */
interface Parts {
  has(name: string): boolean;
  read(name: string, handler: XmlHandler): Promise<void>;
  close(): void;
}

async function openParts(bytes: Buffer): Promise<Parts> {
  const zip = await fromBufferPromise(bytes, { autoClose: false }).catch((error: unknown) =>
    malformed('is no workbook (.xlsx): an older .xls has to be saved as .xlsx first', error),
  );
  const entries = await entriesOf(zip);
  let unfolded = 0;
  const count = (chunk: Buffer): Buffer => {
    unfolded += chunk.length;
    if (unfolded > maxUnfolded)
      malformed({
        message: 'unfolds to more than {maxUnfolded} MiB',
        values: { maxUnfolded: maxUnfolded / 1024 / 1024 },
      });
    return chunk;
  };
  return {
    has: (name) => entries.has(name),
    read: (name, handler) => readXml(chunks(zip, entries.get(name), name, count), name, handler),
    close: () => zip.close(),
  };
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.size >= maxEntries)
        malformed({ message: 'has more than {maxEntries} parts', values: { maxEntries } });
      entries.set(entry.fileName, entry);
    }
    return entries;
  } catch (error) {
    zip.close();
    if (error instanceof GrundwachtError) throw error;
    return malformed('is a damaged workbook: the directory of its parts cannot be read', error);
  }
}

async function* chunks(
  zip: ZipFile,
  entry: Entry | undefined,
  name: string,
  count: (chunk: Buffer) => Buffer,
): AsyncIterable<Uint8Array> {
  if (entry === undefined)
    malformed({ message: 'has no part {name}: it is no workbook, or a damaged one', values: { name } });
  const stream: Readable = await zip
    .openReadStreamPromise(entry)
    .catch((error: unknown) => malformed({ message: '{name} cannot be unfolded', values: { name } }, error));
  try {
    for await (const chunk of stream) yield count(chunk as Buffer);
  } catch (error) {
    if (error instanceof GrundwachtError) throw error;
    malformed({ message: '{name} is damaged', values: { name } }, error);
  } finally {
    stream.destroy();
  }
}

const ignore = (): void => {};

async function firstSheet(parts: Parts): Promise<{ name: string; path: string }> {
  const sheets: { name: string; id: string }[] = [];
  const targets = new Map<string, string>();
  await parts.read('xl/workbook.xml', {
    open: (element, attributes) => {
      const { name } = attributes;
      // r:id, whatever prefix the document has for the namespace of relationships.
      const id = Object.entries(attributes).find(([attribute]) => attribute.endsWith(':id'))?.[1];
      if (element === 'sheet' && name !== undefined && id !== undefined) sheets.push({ name, id });
    },
    close: ignore,
    text: ignore,
  });
  await parts.read('xl/_rels/workbook.xml.rels', {
    open: (element, attributes) => {
      const { Id: id, Target: target } = attributes as { Id?: string; Target?: string };
      if (element === 'Relationship' && id !== undefined && target !== undefined) targets.set(id, target);
    },
    close: ignore,
    text: ignore,
  });
  const sheet = sheets[0] ?? malformed('has no sheet');
  const target =
    targets.get(sheet.id) ??
    malformed({ message: 'the sheet {name} is missing', values: { name: sheet.name } });
  return { name: sheet.name, path: target.startsWith('/') ? target.slice(1) : `xl/${target}` };
}

async function sharedStrings(parts: Parts): Promise<string[]> {
  const strings: string[] = [];
  let text: string[] | undefined;
  let phonetic = 0;
  await parts.read('xl/sharedStrings.xml', {
    open: (element) => {
      if (element === 'si') strings.push('');
      if (element === 'rPh') phonetic += 1;
      if (element === 't' && phonetic === 0) text = [];
    },
    close: (element) => {
      if (element === 'rPh') phonetic -= 1;
      if (element !== 't' || text === undefined) return;
      strings[strings.length - 1] += text.join('');
      text = undefined;
    },
    text: (part) => void text?.push(part),
  });
  return strings;
}

async function sheetRows(parts: Parts, path: string, strings: readonly string[]): Promise<TableRow[]> {
  const reader = new SheetReader(strings);
  await parts.read(path, reader);
  return reader.rows;
}

/** Takes the rows out of a sheet's elements. */
class SheetReader implements XmlHandler {
  readonly rows: TableRow[] = [];
  readonly #strings: readonly string[];
  #row: TableRow = { number: 0, cells: [], faults: new Map() };
  #column = -1;
  #type = 'n';
  #hasFormula = false;
  #value: string[] = [];
  #reading = false;

  constructor(strings: readonly string[]) {
    this.#strings = strings;
  }

  open(element: string, attributes: Readonly<Record<string, string>>): void {
    if (element === 'row') {
      const number = Number(attributes['r'] ?? this.#row.number + 1);
      this.#row = { number, cells: [], faults: new Map() };
      this.#column = -1;
    } else if (element === 'c') {
      this.#column = columnOf(attributes['r']) ?? this.#column + 1;
      if (this.#column >= tableLimits.columns) {
        malformed({
          message: 'row {number}: more than {columns} columns',
          values: { number: this.#row.number, columns: tableLimits.columns },
        });
      }
      this.#type = attributes['t'] ?? 'n';
      this.#hasFormula = false;
      this.#value = [];
    } else if (element === 'f') this.#hasFormula = true;
    this.#reading = element === 'v' || element === 't';
  }

  text(text: string): void {
    if (this.#reading) this.#value.push(text);
  }

  close(element: string): void {
    this.#reading = false;
    if (element === 'c') this.#cell();
    if (element === 'row') addRow(this.rows, this.#row);
  }

  #cell(): void {
    const raw = this.#value.join('');
    const { cells, faults } = this.#row;
    while (cells.length < this.#column) cells.push('');
    if (this.#type === 'e') faults.set(this.#column, `holds the error ${raw}`);
    else if (this.#hasFormula && raw === '') {
      faults.set(
        this.#column,
        'holds a formula without a stored value: save the file in the spreadsheet program',
      );
    }
    cells[this.#column] = this.#type === 'e' ? '' : this.#text(raw);
  }

  #text(raw: string): string {
    if (this.#type === 's')
      return (
        this.#strings[Number(raw)] ??
        malformed({ message: 'there is no shared string {raw}', values: { raw } })
      );
    if (this.#type === 'b') return raw === '1' ? 'TRUE' : 'FALSE';
    // Numbers are stored as binary floating point: 0.1 + 0.2 is written as 0.30000000000000004.
    if (this.#type === 'n' && raw !== '') return String(Number(Number(raw).toPrecision(15)));
    return raw.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  }
}

/** @returns the 0-based column of a reference such as `AB12` */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference ?? '')?.[1];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
