/** A Teilanforderung: one sentence with a modal verb. */
export interface SubRequirement {
  /** `OPS.1.1.5.A3.1` */
  id: string;
  /** The strongest modal verb of the sentence (Kompendium, "Modalverben"). */
  modal: 'MUSS' | 'SOLLTE' | 'KANN';
  text: string;
}

const modalPattern =
  /(?<![A-ZÄÖÜ])(?:(MUSS|MÜSSEN|MUSSTEN|DARF|DÜRFEN)|(SOLLTE|SOLLTEN|SOLL|SOLLEN)|(KANN|KÖNNEN|KÖNNTE|KÖNNTEN))(?![A-ZÄÖÜ])/g;

/**
 * Abbreviations after which a full stop ends no sentence although a capital letter follows.
 * Lower case; compared with the word before the full stop.
 */
const abbreviations = new Set(
  'z b d h u a o ä bzw ggf etc usw vgl inkl exkl ca max min evtl sog abs nr art bspw insb dr st s ff v i w e'.split(
    ' ',
  ),
);

/**
 * Splits a requirement's text into its sub-requirements: every sentence with a modal verb in capitals is one,
 * numbered in reading order. What has no modal verb of its own (list items, explanations) belongs to the sentence
 * before it, at the beginning to the first one, so that no word is lost.
 * @param id of the requirement
 * @param paragraphs its paragraphs and list items in order
 * @returns the sub-requirements, `<id>.1` onwards
 */
export function subRequirements(id: string, paragraphs: readonly string[]): SubRequirement[] {
  const found: SubRequirement[] = [];
  let lead = '';
  for (const sentence of paragraphs.flatMap(sentences)) {
    const modal = strongestModal(sentence);
    const last = found.at(-1);
    if (modal !== undefined) {
      found.push({ id: `${id}.${found.length + 1}`, modal, text: lead + sentence });
      lead = '';
    } else if (last === undefined) {
      lead += `${sentence} `;
    } else {
      last.text += ` ${sentence}`;
    }
  }
  return found;
}

/**
 * @param text a paragraph of German prose
 * @returns its sentences, trimmed
 */
export function sentences(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const end = sentenceEnd(text, at);
    if (end === undefined) continue;
    found.push(text.slice(start, end).trim());
    start = end;
  }
  const rest = text.slice(start).trim();
  if (rest !== '') found.push(rest);
  return found;
}

/** @returns where the sentence ends whose final mark is at this place; undefined when it is no final mark */
function sentenceEnd(text: string, at: number): number | undefined {
  const mark = text[at];
  if (mark !== '.' && mark !== '!' && mark !== '?') return undefined;
  const end = /[)"“”]/.test(text[at + 1] ?? '') ? at + 2 : at + 1;
  if (end === text.length) return end;
  if (!/^ +[\p{Lu}„"(]/u.test(text.slice(end, end + 4))) return undefined;
  if (mark !== '.') return end;
  const word = /[\p{L}\d]+$/u.exec(text.slice(Math.max(0, at - 30), at))?.[0] ?? '';
  return abbreviations.has(word.toLowerCase()) || /^\d{1,2}$/.test(word) ? undefined : end;
}

function strongestModal(sentence: string): SubRequirement['modal'] | undefined {
  let strongest: SubRequirement['modal'] | undefined;
  for (const [, must, should] of sentence.matchAll(modalPattern)) {
    if (must !== undefined) return 'MUSS';
    if (should !== undefined) strongest = 'SOLLTE';
    else strongest ??= 'KANN';
  }
  return strongest;
}
