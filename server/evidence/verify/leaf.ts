import type { LeafKind } from '../../contract/evidence.js';
import { canonicalJson } from './canonical.js';

/** What a leaf says besides the content that it stands for. */
export interface LeafFacts {
  tenant: string;
  kind: LeafKind;
  /** Names the thing among its kind. */
  reference: string;
  /** SHA-256 of the content's canonical JSON, hex. */
  content: string;
  /** Hex; keeps the leaf's hash from telling what it is the hash of. */
  salt: string;
}

/** @returns what is hashed into the tree (RFC 9162, 2.1.1: an element of D) */
export function leafEntry({ tenant, kind, reference, content, salt }: LeafFacts): Uint8Array {
  return new TextEncoder().encode(canonicalJson({ content, kind, reference, salt, tenant }));
}
