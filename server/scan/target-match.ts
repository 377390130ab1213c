import type { ScanCandidate } from '../contract/scan.js';
import { canonicalAddress } from './facts.js';

/** A target object with the names and addresses that the structure analysis has of it. */
export interface NamedObject {
  id: string;
  key: string;
  name: string;
  hostnames: readonly string[];
  addresses: readonly string[];
}

/**
 * Which target objects a scanned host can be: those with one of its names (the first label of a full name counts
 * where either side has no domain) or one of its addresses.
 * @param scan names and addresses as {@link hostFacts} gives them
 * @returns by how much they have in common; exactly one means that it is that
 */
export function findCandidates(
  scan: { hosts: readonly string[]; addresses: readonly string[] },
  objects: readonly NamedObject[],
): ScanCandidate[] {
  const addresses = new Set(scan.addresses);
  return objects
    .map(({ id, key, name, ...object }) => ({
      id,
      key,
      name,
      by: [
        ...object.hostnames.filter((hostname) => scan.hosts.some((host) => sameHost(host, hostname))),
        ...object.addresses.filter((address) => addresses.has(canonicalAddress(address) ?? '')),
      ],
    }))
    .filter(({ by }) => by.length > 0)
    .sort((a, b) => b.by.length - a.by.length || (a.key < b.key ? -1 : 1));
}

function sameHost(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.includes('.') && b.includes('.')) return false;
  return a.split('.')[0] === b.split('.')[0];
}
