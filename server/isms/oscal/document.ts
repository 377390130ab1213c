import { createHash } from 'node:crypto';

/** The four documents that a domain is exported as. */
export const domainModels = [
  'system-security-plan',
  'assessment-plan',
  'assessment-results',
  'plan-of-action-and-milestones',
] as const;
export type DomainModel = (typeof domainModels)[number];

/** A member of a document; what can be long is made while it is written. */
export type Json = string | number | boolean | { readonly [name: string]: Json | undefined } | Iterable<Json>;

/** Of every document of one export. */
export interface ExportFrame {
  tenant: string;
  /** RFC 3339. */
  modified: string;
  /** Of this program. */
  version: string;
}

/** RFC 9562, appendix A: namespace for names that are URIs. */
const uriSpace = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');

/** @returns the UUID (version 5) that a thing of a domain has in every export */
export function uuidOf(frame: ExportFrame, domain: string, ...path: readonly (string | number)[]): string {
  const name = ['urn:grundwacht', frame.tenant, domain, ...path]
    .map((part) => encodeURIComponent(part))
    .join(':');
  const hash = createHash('sha1').update(uriSpace).update(name).digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** @returns a text as a line of markup, which may not be empty */
export const line = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').trim() || '–';

/** @returns an object without the members that are undefined */
export function members(object: Record<string, Json | undefined>): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [name: string]: Json;
  };
}

/** @returns the list, undefined where it is empty: OSCAL has no empty lists */
export const some = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length === 0 ? undefined : list;

/** Writes a document piece by piece: an element of a list at a time. */
export function* jsonText(value: Json): Generator<string> {
  if (typeof value !== 'object') {
    yield JSON.stringify(value);
  } else if (Symbol.iterator in value) {
    yield '[';
    let first = true;
    for (const item of value) {
      if (!first) yield ',\n';
      first = false;
      yield* jsonText(item);
    }
    yield ']';
  } else {
    yield '{';
    let first = true;
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue;
      yield `${first ? '' : ','}${JSON.stringify(name)}:`;
      first = false;
      yield* jsonText(member);
    }
    yield '}';
  }
}
