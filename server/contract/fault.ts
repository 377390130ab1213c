/** What stands in a fault's sentence for `{name}`. */
export type FaultValues = Readonly<Record<string, string | number>>;

/** One thing that is wrong, in a form that can be worded in any language. */
export interface Fault {
  /** JSON pointer into the body, or `querystring /name`, `params /name`, `headers /name`. */
  readonly pointer?: string;
  /** English sentence with `{name}` for each value; the dashboard's catalogue knows it by this text. */
  readonly message: string;
  readonly values?: FaultValues;
}

/** @returns the sentence with its values filled in */
export function faultMessage({ message, values = {} }: Pick<Fault, 'message' | 'values'>): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** @returns in English, as API users and logs read it: `/reason: is needed; /until: is before 2026-01-01` */
export function faultText(faults: readonly Fault[]): string {
  return faults
    .map((fault) => (fault.pointer === undefined ? '' : `${fault.pointer}: `) + faultMessage(fault))
    .join('; ');
}

/** A sentence: without values as it is. */
export type Said = string | Pick<Fault, 'message' | 'values'>;

/** @returns a sentence as the fault of a place */
export function faultAt(pointer: string | undefined, said: Said): Fault {
  const sentence = typeof said === 'string' ? { message: said } : said;
  return pointer === undefined ? sentence : { pointer, ...sentence };
}
