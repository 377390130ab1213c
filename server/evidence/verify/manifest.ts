import { fromHex, Refused } from './bytes.js';
import { canonicalJson } from './canonical.js';

export const packageFormat = 'grundwacht-audit-package/1';

/** What a package holds and for what it was made; signed. */
export interface Manifest {
  format: typeof packageFormat;
  tenant: string;
  domain: { id: string; key: string; name: string };
  /** ISO days, inclusive. */
  from: string;
  to: string;
  created_at: string;
  created_by: string;
  key: { name: string; ed25519: string };
  /** Every file but the manifest and its note, by path. */
  files: { path: string; sha256: string; size: number }[];
}

/** A leaf of the log with its place in it. */
export interface PackagedLeaf {
  position: number;
  kind: string;
  reference: string;
  salt: string;
  /** Canonical JSON. */
  content: string;
  /** Hashes of the inclusion proof, the lowest first. */
  path: string[];
  /** Of evidence with a file: where it is in the package. */
  file?: string;
}

export interface Proofs {
  size: number;
  leaves: PackagedLeaf[];
  consistency?: { first: number; path: string[] };
}

type Shape = 'string' | 'number' | 'hashes' | Shape[] | { [name: string]: Shape };

const manifestShape: Shape = {
  format: 'string',
  tenant: 'string',
  domain: { id: 'string', key: 'string', name: 'string' },
  from: 'string',
  to: 'string',
  created_at: 'string',
  created_by: 'string',
  key: { name: 'string', ed25519: 'string' },
  files: [{ path: 'string', sha256: 'string', size: 'number' }],
};
const leafShape = {
  position: 'number',
  kind: 'string',
  reference: 'string',
  salt: 'string',
  content: 'string',
  path: 'hashes',
} as const satisfies Shape;
const proofsShape = {
  size: 'number',
  leaves: [{ ...leafShape, 'file?': 'string' }],
  'consistency?': { first: 'number', path: 'hashes' },
} satisfies Shape;

/** @throws Refused unless it is a manifest of this format, as canonical JSON */
export function readManifest(text: string): Manifest {
  const manifest = readJson(text, 'manifest.json', manifestShape) as Manifest;
  if (manifest.format !== packageFormat)
    throw new Refused(`manifest.json is of the format ${manifest.format}`);
  if (fromHex(manifest.key.ed25519, 'the key').length !== 32) throw new Refused('the key has not 32 bytes');
  return manifest;
}

/** @throws Refused unless it has the form, as canonical JSON */
export function readProofs(text: string): Proofs {
  return readJson(text, 'proofs.json', proofsShape) as unknown as Proofs;
}

function readJson(text: string, what: string, shape: Shape): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (canonicalJson(value) !== text) throw new Refused(`${what} is not canonical`);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(`${what} is no JSON`);
  }
  if (!fits(value, shape)) throw new Refused(`${what} does not have the form of its format`);
  return value;
}

function fits(value: unknown, shape: Shape): boolean {
  if (shape === 'string') return typeof value === 'string';
  if (shape === 'number') return Number.isSafeInteger(value) && (value as number) >= 0;
  if (shape === 'hashes') return Array.isArray(value) && value.every((hash) => /^[0-9a-f]{64}$/.test(hash));
  if (Array.isArray(shape)) return Array.isArray(value) && value.every((item) => fits(item, shape[0]!));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const given = value as Record<string, unknown>;
  const names = Object.keys(shape).map((name) => name.replace('?', ''));
  if (Object.keys(given).some((name) => !names.includes(name))) return false;
  return Object.entries(shape).every(([name, part]) =>
    name.endsWith('?') && given[name.slice(0, -1)] === undefined
      ? true
      : fits(given[name.replace('?', '')], part),
  );
}
