import type { IndicatorKind } from '../contract/indicator-kinds.js';
import { parseNetwork } from '../query/network.js';
import { asciiDomain, refanged } from './value.js';

const hashKinds: Readonly<Record<number, IndicatorKind>> = { 32: 'md5', 40: 'sha1', 64: 'sha256' };

/** What no top-level domain is called, but files that attacks bring are. */
const fileExtensions = new Set(
  'exe dll sys ps1 psm1 bat cmd vbs vbe js jse wsf hta scr pif lnk msi iso img jar doc docm xls xlsm ppt pptm rtf pdf rar 7z elf bin tmp dat'.split(
    ' ',
  ),
);

const names: Readonly<Record<string, IndicatorKind | 'hash'>> = {
  ip: 'ip',
  ipv4: 'ip',
  ipv6: 'ip',
  'ip-src': 'ip',
  'ip-dst': 'ip',
  'ipv4-addr': 'ip',
  'ipv6-addr': 'ip',
  'ip address': 'ip',
  'ip-adresse': 'ip',
  cidr: 'network',
  network: 'network',
  netz: 'network',
  domain: 'domain',
  'domain-name': 'domain',
  hostname: 'domain',
  host: 'domain',
  fqdn: 'domain',
  url: 'url',
  uri: 'url',
  hash: 'hash',
  md5: 'md5',
  sha1: 'sha1',
  'sha-1': 'sha1',
  sha256: 'sha256',
  'sha-256': 'sha256',
  email: 'email',
  'e-mail': 'email',
  mail: 'email',
  'email-src': 'email',
  'email-dst': 'email',
  'email-addr': 'email',
  file_name: 'file_name',
  filename: 'file_name',
  'file name': 'file_name',
  file: 'file_name',
  dateiname: 'file_name',
};

/** @returns the kind that a word of a table stands for; undefined: it stands for none */
export function kindNamed(word: string, value: string): IndicatorKind | undefined {
  const key = word.trim().toLowerCase();
  const kind = Object.hasOwn(names, key) ? names[key] : undefined;
  return kind === 'hash' ? hashKinds[value.trim().length] : kind;
}

/** @returns what a value without a word about it is; undefined when that cannot be told */
export function guessKind(text: string): IndicatorKind | undefined {
  const value = refanged(text);
  const hash = hashKinds[value.length];
  if (hash !== undefined && /^[0-9a-f]+$/i.test(value)) return hash;
  if (value.includes('://')) return 'url';
  if (parseNetwork(value) !== undefined) return value.includes('/') ? 'network' : 'ip';
  if (value.includes('@')) return 'email';
  const extension = value.slice(value.lastIndexOf('.') + 1).toLowerCase();
  if (value.includes('.') && fileExtensions.has(extension)) return 'file_name';
  return asciiDomain(value.replace(/^\*?\.(?=.)/, '').replace(/\.$/, '')) === undefined
    ? undefined
    : 'domain';
}
