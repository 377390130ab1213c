import { GrundwachtError } from '../../contract/errors.js';
import type { IndexCategory } from './catalog-index.js';

/**
 * Reads BSI's target object categories (Stand-der-Technik-Bibliothek, `target_object_categories.csv`): the name of
 * each, and whose requirements it inherits. The definitions are not taken over.
 * @param text CSV with the columns Zielobjekt, ChildOfUUID and UUID
 * @param file its name, for messages
 * @throws GrundwachtError CATALOG_MALFORMED
 */
export function readCategories(text: string, file: string): IndexCategory[] {
  const [head = [], ...rows] = csvRows(text.replace(/^\uFEFF/, ''));
  const column = (name: string): number => {
    const at = head.indexOf(name);
    if (at < 0)
      throw new GrundwachtError('CATALOG_MALFORMED', {
        pointer: `${file}:1`,
        message: 'has no column {name}',
        values: { name },
      });
    return at;
  };
  const [name, parent, uuid] = [column('Zielobjekt'), column('ChildOfUUID'), column('UUID')];
  const names = new Map(rows.map((row) => [row[uuid] ?? '', row[name] ?? '']));
  return rows.map((row, at) => {
    const above = row[parent] ?? '';
    if (above === '') return { id: row[name] ?? '' };
    const found = names.get(above);
    if (found === undefined) {
      throw new GrundwachtError('CATALOG_MALFORMED', {
        pointer: file,
        message: 'row {at}: there is no category {above}',
        values: { at: at + 2, above },
      });
    }
    return { id: row[name] ?? '', parent: found };
  });
}

/** RFC 4180: quoted fields may hold commas, line breaks and doubled quotes. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  const row: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[at + 1] === '"') field += text[++at];
      else quoted = false;
    } else if (char === '"') {
      quoted = true;
    } else if (char === ',' || char === '\n') {
      row.push(field.replace(/\r$/, '').trim());
      field = '';
      if (char === '\n') rows.push(row.splice(0));
    } else {
      field += char;
    }
  }
  if (field !== '' || row.length > 0) rows.push([...row, field.replace(/\r$/, '').trim()]);
  return rows.filter((cells) => cells.some((cell) => cell !== ''));
}
