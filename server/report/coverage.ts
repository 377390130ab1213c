/** What a line is broken or hyphenated at; shown by no glyph. */
const invisible = [0x0a, 0xad, 0x200b];

/** Ranges of characters that the second font has, which comes with the compiler: arrows, lines and blocks. */
const drawn = [
  [0x2190, 0x21ff],
  [0x2500, 0x259f],
] as const;
/** Single ones of it that people write. */
const signs = '≠≤≥≈≡±×÷∞√∑∏∂∫∆∈∩∪⊂⊃✓✔✗✘★☆■□▲△▼▽◆◇○●';

/**
 * @param font an OpenType file that is shipped; it is not checked
 * @returns the characters that it or the font behind it has a glyph for (OpenType, "cmap": formats 4 and 12)
 */
export function coveredCharacters(font: Buffer): Set<number> {
  const covered = new Set([...invisible, ...[...signs].map((sign) => sign.codePointAt(0)!)]);
  for (const [first, last] of drawn) for (let code = first; code <= last; code++) covered.add(code);
  const cmap = tableOf(font, 'cmap');
  for (let at = 0; at < cmap.readUInt16BE(2); at++) {
    const table = cmap.subarray(cmap.readUInt32BE(8 + 8 * at));
    const format = table.readUInt16BE(0);
    if (format === 4) addSegments(table, covered);
    if (format === 12) addGroups(table, covered);
  }
  return covered;
}

/** @returns a text in which a mark stands for each character without a glyph, and how many these are */
export function displayable(text: string, covered: ReadonlySet<number>): { text: string; replaced: number } {
  let replaced = 0;
  const written = text.replace(/[^\x20-\x7e]/gu, (character) => {
    if (covered.has(character.codePointAt(0)!)) return character;
    replaced += 1;
    return '\ufffd';
  });
  return { text: written, replaced };
}

function tableOf(font: Buffer, tag: string): Buffer {
  for (let at = 12; at < 12 + 16 * font.readUInt16BE(4); at += 16) {
    if (font.toString('latin1', at, at + 4) === tag) return font.subarray(font.readUInt32BE(at + 8));
  }
  throw new Error(`the font has no table ${tag}`);
}

function addSegments(table: Buffer, covered: Set<number>): void {
  const size = table.readUInt16BE(6);
  for (let at = 0; at < size; at += 2) {
    const end = table.readUInt16BE(14 + at);
    const start = table.readUInt16BE(16 + size + at);
    const delta = table.readUInt16BE(16 + 2 * size + at);
    const place = 16 + 3 * size + at;
    const range = table.readUInt16BE(place);
    for (let code = start; code <= end && code < 0xffff; code++) {
      const glyph =
        range === 0 ? (code + delta) & 0xffff : table.readUInt16BE(place + range + 2 * (code - start));
      if (glyph !== 0) covered.add(code);
    }
  }
}

function addGroups(table: Buffer, covered: Set<number>): void {
  for (let group = 0; group < table.readUInt32BE(12); group++) {
    const at = 16 + 12 * group;
    for (let code = table.readUInt32BE(at); code <= table.readUInt32BE(at + 4); code++) covered.add(code);
  }
}
