import { readCsv } from './csv.js';
import { malformed, type Table, tableLimits } from './table.js';
import { readXlsx } from './xlsx-read.js';

/**
 * Reads a table from a file, whose kind its first bytes tell.
 * @throws GrundwachtError TABLE_MALFORMED with the place
 */
export async function readTable(bytes: Uint8Array): Promise<Table> {
  if (bytes.length === 0) malformed('the file is empty');
  if (bytes.length > tableLimits.bytes) {
    malformed({
      message: 'the file has more than {bytes} MiB',
      values: { bytes: tableLimits.bytes / 1024 / 1024 },
    });
  }
  const begin = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (begin.startsWith('PK')) return readXlsx(bytes);
  if (begin === '\xd0\xcf\x11\xe0') {
    malformed('is an older .xls file, or an encrypted one: save it as .xlsx without a password');
  }
  const table = readCsv(bytes);
  if (table.rows.some(({ cells }) => cells.some((cell) => cell.includes('\0')))) {
    malformed('is neither CSV nor XLSX: it holds U+0000');
  }
  return table;
}
