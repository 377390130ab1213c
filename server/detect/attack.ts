import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../contract/package-root.js';
import type { Logsource } from './sigma/logsource.js';

/** A technique of MITRE ATT&CK, its sub-techniques folded in. */
export interface Technique {
  /** `T1110`. */
  id: string;
  name: string;
  /** Ids of tactics. */
  tactics: readonly string[];
  /** Log sources in which published rules look for it, most rules first. */
  logsources: readonly Logsource[];
}

/** Tactics in the order of the matrix, and the techniques that tags of rules name. */
export interface AttackMatrix {
  version: string;
  licence: string;
  tactics: readonly { id: string; name: string }[];
  techniques: ReadonlyMap<string, Technique>;
}

interface AttackFile {
  attack_version: string;
  licence: string;
  tactics: { id: string; name: string }[];
  techniques: Record<string, { name: string; tactics: string[]; logsources: string[] }>;
}

let loaded: Promise<AttackMatrix> | undefined;

/** @returns the table that comes with the program (`rules/attack/enterprise.json`) */
export function readAttackMatrix(): Promise<AttackMatrix> {
  loaded ??= readFile(join(packageRoot(), 'rules', 'attack', 'enterprise.json'), 'utf8').then(parse);
  return loaded;
}

function parse(text: string): AttackMatrix {
  const file = JSON.parse(text) as AttackFile;
  const techniques = Object.entries(file.techniques).map(([id, { name, tactics, logsources }]) => {
    return [id, { id, name, tactics, logsources: logsources.map(logsourceOf) }] as const;
  });
  return {
    version: file.attack_version,
    licence: file.licence,
    tactics: file.tactics,
    techniques: new Map(techniques),
  };
}

/** Reads `windows/process_creation/-`. */
function logsourceOf(text: string): Logsource {
  const [product = '-', category = '-', service = '-'] = text.split('/');
  return {
    ...(product === '-' ? {} : { product }),
    ...(category === '-' ? {} : { category }),
    ...(service === '-' ? {} : { service }),
  };
}

/** @returns `T1110.001` and the like of a rule's tags, in upper case */
export function techniquesOf(tags: readonly string[]): string[] {
  return tags
    .map((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/.exec(tag)?.[1]?.toUpperCase())
    .filter((id) => id !== undefined);
}
