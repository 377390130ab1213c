import { fileType } from './file-type.js';

/** How a browser may show a file. */
export const shownKinds = ['pdf', 'image', 'text'] as const;
export type ShownKind = (typeof shownKinds)[number];

/** Media type that a file is given out with to be shown, and what its document may do. */
export interface Shown {
  kind: ShownKind;
  type: string;
  /** Content-Security-Policy: of the file's own document nothing runs, and only this server frames it. */
  policy: string;
}

const nothing = "default-src 'none'; frame-ancestors 'self'";
/** The browser's own viewer embeds the file into a document of its own; in a sandbox it does not run. */
const pdf = `${nothing}; object-src 'self'; style-src 'unsafe-inline'`;
const images = new Set(['image/png', 'image/jpeg', 'image/webp']);
/** Texts are given out as plain text whatever they are of: no browser takes them for a page. */
const texts = /^(?:text\/(?:plain|markdown|csv)|application\/(?:json|x-ndjson|xml)|message\/rfc822)$/;

/**
 * @param name of the file
 * @param start its first bytes, up to some thousand
 * @returns how it is shown; undefined: it is saved alone, being no such file, or not what its name says
 */
export function shownAs(name: string, start: Uint8Array): Shown | undefined {
  const type = fileType(name, start);
  if (type === undefined) return undefined;
  if (type === 'application/pdf') return { kind: 'pdf', type, policy: pdf };
  if (images.has(type)) return { kind: 'image', type, policy: `${nothing}; sandbox` };
  return texts.test(type) ? { kind: 'text', type: 'text/plain', policy: `${nothing}; sandbox` } : undefined;
}
