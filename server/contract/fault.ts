/** A name that somebody gave in both languages. */
export interface Names {
  readonly de: string;
  readonly en: string;
}

/** What is said, in a form that can be worded in any language. */
export interface Sentence {
  /** English, with `{name}` for each value; the dashboard's catalogue knows it by this text. */
  readonly message: string;
  readonly values?: FaultValues;
}

/** What stands in a sentence; a sentence in it is worded as such, and several are told one after the other. */
export type FaultValue = string | number | Names | Sentence | readonly Sentence[];

/** What stands in a fault's sentence for `{name}`. */
export type FaultValues = Readonly<Record<string, FaultValue>>;

/** One thing that is wrong. */
export interface Fault extends Sentence {
  /** JSON pointer into the body, or `querystring /name`, `params /name`, `headers /name`. */
  readonly pointer?: string;
}

/** @returns the sentence with its values filled in */
export function faultMessage({ message, values = {} }: Sentence): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => valueText(values[name]) ?? whole);
}

function valueText(value: FaultValue | undefined): string | undefined {
  if (typeof value !== 'object') return value === undefined ? undefined : String(value);
  if ('message' in value) return faultMessage(value);
  return 'en' in value ? value.en : value.map(faultMessage).join('; ');
}

/** @returns in English, as API users and logs read it: `/reason: is needed; /until: is before 2026-01-01` */
export function faultText(faults: readonly Fault[]): string {
  return faults
    .map((fault) => (fault.pointer === undefined ? '' : `${fault.pointer}: `) + faultMessage(fault))
    .join('; ');
}

/** A sentence: without values as it is. */
export type Said = string | Sentence;

/** @returns what is said as a sentence */
export const sentenceOf = (said: Said): Sentence => (typeof said === 'string' ? { message: said } : said);

/** @returns a sentence as the fault of a place */
export function faultAt(pointer: string | undefined, said: Said): Fault {
  const sentence = sentenceOf(said);
  return pointer === undefined ? sentence : { pointer, ...sentence };
}
