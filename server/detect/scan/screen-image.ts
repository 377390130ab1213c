import type { ScreenLiteral, ScreenPart, ScreenRun } from '../match/screen.js';
import { ImageWriter } from './image-writer.js';
import { gramTable, singleTable, tiedTable } from './screen-tables.js';
import { gramLength, type NumberedLiteral, splitByLength } from './screen-windows.js';

/** What `screen` of the module looks for; assembly/screen.ts reads it. */
export interface ScreenImage {
  bytes: Uint8Array;
  /** Rules by the number of the list that the module finds. */
  lists: (readonly number[])[];
}

/** Marks the number of a slot among those of lists. */
export const slotMark = 0x8000_0000;

const kinds = { keys: 0, line: 1, event: 2 };
const beyondAsciiOnly = 0x100;
/** Words of a part before its keys. */
const partWords = 16;
const [literalWords, runWords] = [4, 6];
const [head, tail, negated] = [1, 2, 4];

/** @param parts what is to be looked for, and where */
export function screenImage(parts: readonly ScreenPart[]): ScreenImage {
  const writer = new ImageWriter();
  const lists: (readonly number[])[] = [];
  const index = writer.words(1 + parts.length);
  writer.set(index, 0, parts.length);
  parts.forEach((part, i) => {
    writer.set(index, 1 + i, writePart(writer, part, lists));
  });
  return { bytes: writer.finish(), lists };
}

function writePart(writer: ImageWriter, part: ScreenPart, lists: (readonly number[])[]): number {
  const { source, literals } = part;
  const keys = typeof source === 'string' ? [] : source;
  const at = writer.words(partWords + keys.length);
  const listOf = (rules: readonly number[]): number => (rules.length === 0 ? 0 : lists.push(rules));
  // The module reports absent literals by their first numbers.
  const sorted = [...literals].sort((a, b) => Number(b.negated) - Number(a.negated));
  const absences = sorted.filter((literal) => literal.negated).length;
  const records = writeLiterals(writer, sorted, lists);
  const numbered = sorted.map(({ text, head, tail }, number) => ({ text, head, tail, number }));
  const { single, pairs, grams, window } = splitByLength(numbered.filter((one) => !one.head && !one.tail));
  const table = (of: NumberedLiteral[], write: (of: NumberedLiteral[]) => number): number =>
    of.length === 0 ? 0 : write(of);
  const words = [
    kinds[typeof source === 'string' ? source : 'keys'] | (part.beyondAsciiOnly ? beyondAsciiOnly : 0),
    (slotMark | part.slot) >>> 0,
    listOf(part.withText),
    listOf(part.withoutText),
    listOf(part.empty),
    records,
    absences,
    table(
      numbered.filter((one) => one.head),
      (of) => tiedTable(writer, of, false),
    ),
    table(
      numbered.filter((one) => one.tail && !one.head),
      (of) => tiedTable(writer, of, true),
    ),
    table(single, (of) => singleTable(writer, of)),
    single.length,
    table(pairs, (of) => gramTable(writer, of, 2, 2)),
    table(grams, (of) => gramTable(writer, of, gramLength, window)),
    part.runs.length === 0 ? 0 : runTable(writer, part.runs, listOf),
    part.runs.length,
    keys.length,
    ...keys,
  ];
  words.forEach((word, i) => {
    writer.set(at, i, word);
  });
  return at;
}

/** @returns place of the table of runs */
function runTable(
  writer: ImageWriter,
  runs: readonly ScreenRun[],
  listOf: (rules: readonly number[]) => number,
): number {
  const table = writer.words(runWords * runs.length);
  runs.forEach(({ members, least, rules }, i) => {
    const at = table + 4 * runWords * i;
    writer.set(at, 0, listOf(rules));
    writer.set(at, 1, least);
    for (const member of members) writer.setBit(at + 8, member.charCodeAt(0));
  });
  return table;
}

/** @returns place of the literals' records */
function writeLiterals(
  writer: ImageWriter,
  literals: readonly ScreenLiteral[],
  lists: (readonly number[])[],
): number {
  const records = writer.words(literalWords * literals.length);
  literals.forEach((literal, number) => {
    const at = records + 4 * literalWords * number;
    const flags = (literal.head ? head : 0) | (literal.tail ? tail : 0) | (literal.negated ? negated : 0);
    writer.set(at, 0, lists.push(literal.rules) - 1);
    writer.set(at, 2, writer.text(literal.text));
    writer.set(at, 3, literal.text.length | (flags << 16));
  });
  return records;
}
