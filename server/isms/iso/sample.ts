import { createHash } from 'node:crypto';
import type { SampleEntry, SampleMethod } from '../../contract/audit-room.js';

/** How a sample is drawn. */
export interface SampleRule {
  method: SampleMethod;
  /** Of the sample; all of a smaller population are drawn. */
  size: number;
  seed: string;
}

/** The order of a population: by requirement, then target object, in code units; the whole domain comes first. */
export function orderPopulation(entries: readonly SampleEntry[]): SampleEntry[] {
  return entries.toSorted((a, b) => compare(nameOf(a), nameOf(b)));
}

/**
 * Draws a sample. Chance is the order of SHA-256(seed, requirement, target object) in hex, the three joined by line
 * feeds, so that anybody can draw it again without this program:
 * `random` takes the first; `stratified` gives each Baustein its share (largest remainder; one each first, as far as
 * the size goes) and takes the first of each; `risk` takes a `yes` that a signal contradicts, then a `yes` without
 * evidence, then the rest, in each the levels B, S, H, in each by chance.
 * @param population in any order, each requirement and target object once
 * @returns what is drawn, in the order of drawing
 */
export function drawSample(
  population: readonly SampleEntry[],
  { method, size, seed }: SampleRule,
): SampleEntry[] {
  const shuffled = population
    .map((entry) => ({ entry, key: chance(seed, entry) }))
    .toSorted((a, b) => compare(a.key, b.key))
    .map(({ entry }) => entry);
  if (method === 'risk') return shuffled.toSorted((a, b) => doubt(a) - doubt(b)).slice(0, size);
  if (method === 'random') return shuffled.slice(0, size);
  const strata = groupByBaustein(shuffled);
  const shares = shareOut(strata, size);
  const drawn = new Set([...strata].flatMap(([baustein, of]) => of.slice(0, shares.get(baustein))));
  return shuffled.filter((entry) => drawn.has(entry));
}

const nameOf = ({ requirement, target_object }: SampleEntry): string =>
  `${requirement}\n${target_object ?? ''}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function chance(seed: string, entry: SampleEntry): string {
  return createHash('sha256')
    .update(`${seed}\n${nameOf(entry)}`)
    .digest('hex');
}

function doubt({ status, contradicted, evidence, level }: SampleEntry): number {
  const concern = status !== 'yes' ? 2 : contradicted ? 0 : evidence ? 2 : 1;
  return concern * 3 + 'BSH'.indexOf(level);
}

function groupByBaustein(entries: readonly SampleEntry[]): Map<string, SampleEntry[]> {
  const groups = new Map<string, SampleEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.baustein) ?? [];
    group.push(entry);
    groups.set(entry.baustein, group);
  }
  return groups;
}

/** Hare quota with the largest remainder; each stratum gets one first where the size allows it. */
function shareOut(strata: ReadonlyMap<string, readonly SampleEntry[]>, size: number): Map<string, number> {
  const groups = [...strata].map(([name, { length }]) => ({ name, length })).toSorted(byLength);
  const total = groups.reduce((sum, { length }) => sum + length, 0);
  const wanted = Math.min(size, total);
  if (wanted <= groups.length) {
    return new Map(groups.map(({ name }, at) => [name, at < wanted ? 1 : 0]));
  }
  const left = wanted - groups.length;
  const rest = total - groups.length;
  const shares = groups.map(({ name, length }) => {
    const exact = left * (length - 1);
    return { name, length, share: 1 + Math.floor(exact / rest), remainder: exact % rest };
  });
  let missing = wanted - shares.reduce((sum, { share }) => sum + share, 0);
  for (const each of shares.toSorted((a, b) => b.remainder - a.remainder || byLength(a, b))) {
    if (missing === 0) break;
    each.share++;
    missing--;
  }
  return new Map(shares.map(({ name, share }) => [name, share]));
}

function byLength(a: { name: string; length: number }, b: { name: string; length: number }): number {
  return b.length - a.length || compare(a.name, b.name);
}
