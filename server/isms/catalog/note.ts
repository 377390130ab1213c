import type { CatalogNote } from '../../contract/catalog.js';
import { faultMessage, type Said, sentenceOf } from '../../contract/fault.js';

/** @returns what is to be told of a place in a catalogue's file */
export function noteOf(pointer: string, what: Said): CatalogNote {
  const said = sentenceOf(what);
  return { pointer, what: faultMessage(said), said };
}
