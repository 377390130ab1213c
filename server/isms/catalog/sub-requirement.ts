/** What a sub-requirement demands (Kompendium, "Modalverben"). */
export const modalVerbs = ['MUSS', 'DARF NICHT', 'SOLLTE', 'SOLLTE NICHT', 'KANN'] as const;
export type ModalVerb = (typeof modalVerbs)[number];

/** A Teilanforderung: one demand, which is one modal verb in capitals. */
export interface SubRequirement {
  /** `OPS.1.1.5.A3.1` */
  id: string;
  modal: ModalVerb;
  text: string;
}

const modalPattern =
  /(?<![A-ZÄÖÜ])(?:(MUSS|MÜSSEN|MUSSTEN)|(DARF|DÜRFEN)|(SOLLTE|SOLLTEN|SOLL|SOLLEN)|(KANN|KÖNNEN|KÖNNTE|KÖNNTEN))(?![A-ZÄÖÜ])/g;
/** A negation belongs to the verb before it when no more than a few words stand between. */
const negation = /^(?: [\p{L}-]+){0,6} (?:NICHT|KEINE?[NMRS]?)(?!\p{Lu})/u;

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
 * Splits a requirement's text into its sub-requirements, numbered in reading order as BSI's mapping to Grundschutz++
 * numbers them: every modal verb in capitals makes one. Nearly always that is one sentence; "Dies MUSS geplant und
 * die Umsetzung MUSS kontrolliert werden." is two. What has no modal verb of its own (list items, explanations)
 * belongs to the demand before it, at the beginning to the first one, so that no word is lost.
 * @param id of the requirement
 * @param paragraphs its paragraphs and list items in order
 * @returns the sub-requirements, `<id>.1` onwards
 */
export function subRequirements(id: string, paragraphs: readonly string[]): SubRequirement[] {
  const found: SubRequirement[] = [];
  let lead = '';
  for (const demand of paragraphs.flatMap(sentences).flatMap(demands)) {
    const modal = modalOf(demand);
    const last = found.at(-1);
    if (modal !== undefined) {
      found.push({ id: `${id}.${found.length + 1}`, modal, text: lead + demand });
      lead = '';
    } else if (last === undefined) {
      lead += `${demand} `;
    } else {
      last.text += ` ${demand}`;
    }
  }
  return found;
}

/** Cuts a sentence with several modal verbs before the clause of each further one. */
function demands(sentence: string): string[] {
  const verbs = [...sentence.matchAll(modalPattern)].map(({ index }) => index);
  const parts: string[] = [];
  let start = 0;
  for (let n = 1; n < verbs.length; n += 1) {
    const cut = clauseStart(sentence, verbs[n - 1]!, verbs[n]!);
    if (cut === undefined) continue;
    parts.push(sentence.slice(start, cut).trim());
    start = cut;
  }
  parts.push(sentence.slice(start).trim());
  return parts;
}

function clauseStart(sentence: string, verb: number, next: number): number | undefined {
  const between = sentence.slice(verb, next);
  for (const mark of ['. ', '; ', ' und ', ' oder ', ', ']) {
    const at = between.lastIndexOf(mark);
    if (at > 0) return verb + at + (mark.startsWith(' ') ? 0 : 1);
  }
  return undefined;
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

function modalOf(text: string): ModalVerb | undefined {
  const [match] = text.matchAll(modalPattern);
  if (match === undefined) return undefined;
  const [verb, must, may, should] = match;
  const negated = negation.test(text.slice(match.index + verb.length));
  if (must !== undefined) return 'MUSS';
  // "DÜRFEN NUR" allows something: what must be is its limit.
  if (may !== undefined) return negated ? 'DARF NICHT' : 'MUSS';
  if (should !== undefined) return negated ? 'SOLLTE NICHT' : 'SOLLTE';
  return 'KANN';
}
