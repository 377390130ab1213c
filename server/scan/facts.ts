import { isIP } from 'node:net';
import { type RuleResult, ruleResults } from '../contract/scan.js';
import type { ScannedRule } from './parsed-scan.js';

/** @returns how many rules had which result, with every result named */
export function countResults(rules: readonly ScannedRule[]): Record<RuleResult, number> {
  const counts = Object.fromEntries(ruleResults.map((result) => [result, 0])) as Record<RuleResult, number>;
  for (const { result } of rules) counts[result] += 1;
  return counts;
}

/**
 * What a scan says of its host, in a form that can be compared: names in lower case without a final dot, addresses in
 * their canonical form, without those that every host has (loopback, link-local).
 */
export function hostFacts(
  hosts: readonly string[],
  addresses: readonly string[],
): { hosts: string[]; addresses: string[] } {
  const names = hosts.map((name) => name.trim().toLowerCase().replace(/\.$/, ''));
  const everywhere = new Set(['', 'localhost', 'localhost.localdomain', 'unknown']);
  return {
    hosts: [...new Set(names)].filter((name) => !everywhere.has(name) && isIP(name) === 0),
    addresses: [...new Set(addresses.map(canonicalAddress))].filter(
      (address) => address !== undefined && !isEverywhere(address),
    ) as string[],
  };
}

/** @returns an IP address as RFC 5952 writes it; undefined where the text is none */
export function canonicalAddress(text: string): string | undefined {
  const address = text.trim().toLowerCase().replace(/%.*$/, '');
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? address : new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function isEverywhere(address: string): boolean {
  return /^(?:127\.|0\.0\.0\.0$|169\.254\.|::1?$|fe[89ab][0-9a-f]:)/.test(address);
}
