import { domainToASCII } from 'node:url';
import type { Said } from '../contract/fault.js';
import type { IndicatorKind } from '../contract/indicator-kinds.js';
import { ipAddress } from '../normalise/ip.js';
import { parseNetwork } from '../query/network.js';
import { canonicalUrl } from './url.js';

/** An indicator's kind and value, or why there is none. */
export type Normalised = { kind: IndicatorKind; value: string } | { fault: Said };

/** Larger networks are no indicators: they would match a good part of all traffic. */
const shortestPrefix = { 4: 8, 6: 16 } as const;
const hexDigits = { md5: 32, sha1: 40, sha256: 64 } as const;
const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const localPart = /^[a-z0-9._+-]{1,64}$/;

/**
 * Brings a value into the form in which events are compared with it. Defanged writings (`hxxp`, `[.]`, `[@]`) are
 * taken for what they stand for; an address with a prefix is a network, and one of a single address an address.
 */
export function normaliseValue(kind: IndicatorKind, text: string): Normalised {
  const value = refanged(text);
  if (value === '') return { fault: 'is empty' };
  switch (kind) {
    case 'ip':
    case 'network':
      return address(value);
    case 'domain':
      return domain(value);
    case 'url':
      return url(value);
    case 'email':
      return email(value);
    case 'file_name':
      return fileName(text.trim());
    case 'md5':
    case 'sha1':
    case 'sha256':
      return hash(kind, value);
  }
}

/** @returns the text as it was before it was made harmless for mails and documents */
export function refanged(text: string): string {
  return text
    .trim()
    .replace(/^h(?:xx|XX|\*\*)ps?(?=:|\[:)/i, (scheme) => (/s$/i.test(scheme) ? 'https' : 'http'))
    .replace(
      /[[({](\.|dot|@|at|:|:\/\/)[\])}]/gi,
      (_, inner: string) => meanings[inner.toLowerCase()] ?? inner,
    );
}
const meanings: Record<string, string> = { dot: '.', at: '@' };

function address(text: string): Normalised {
  const [host = '', prefix] = text.split('/');
  const plain = ipAddress(host);
  const network =
    plain === undefined ? undefined : parseNetwork(prefix === undefined ? plain : `${plain}/${prefix}`);
  if (plain === undefined || network === undefined) return { fault: 'is no IP address or network' };
  const bits = network.version === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : Number(prefix);
  if (length < shortestPrefix[network.version]) {
    const bits = shortestPrefix[network.version];
    return { fault: { message: 'is too large a network: at least /{bits}', values: { bits } } };
  }
  const first =
    network.version === 4
      ? [24, 16, 8, 0].map((shift) => Math.floor(network.from / 2 ** shift) % 256).join('.')
      : ipv6Text(network.from);
  return length === bits ? { kind: 'ip', value: first } : { kind: 'network', value: `${first}/${length}` };
}

/** @param hex 32 hexadecimal digits; @returns the address as RFC 5952 writes it */
function ipv6Text(hex: string): string {
  const groups = hex.match(/.{4}/g) ?? [];
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

function domain(text: string): Normalised {
  const bare = text.replace(/^\*?\.(?=.)/, '').replace(/\.$/, '');
  const name = asciiDomain(bare);
  if (name === undefined) return { fault: 'is no domain name' };
  return { kind: 'domain', value: name };
}

/** @returns the name in lower case and ASCII (RFC 5890); undefined when it is none, or has one label only */
export function asciiDomain(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  const name = /^[\x00-\x7f]*$/.test(text) ? text.toLowerCase() : domainToASCII(text);
  const labels = name.split('.');
  if (name.length > 253 || labels.length < 2 || !labels.every((each) => label.test(each))) return undefined;
  return /^\d+$/.test(labels.at(-1)!) ? undefined : name;
}

function url(text: string): Normalised {
  const value = canonicalUrl(text);
  return value === undefined
    ? { fault: 'is no URL with http, https, ftp or ftps and a host' }
    : { kind: 'url', value };
}

function email(text: string): Normalised {
  const [local = '', host = '', ...rest] = text.toLowerCase().split('@');
  const name = asciiDomain(host);
  if (rest.length > 0 || name === undefined || !localPart.test(local)) {
    return { fault: 'is no e-mail address that can be looked for' };
  }
  return { kind: 'email', value: `${local}@${name}` };
}

function fileName(text: string): Normalised {
  if (/[\\/]/.test(text)) return { fault: 'is a path: give the name of the file alone' };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are in no file name
  if (text.length < 4 || text.length > 255 || /[\x00-\x1f]/.test(text)) {
    return { fault: 'is no file name of 4 to 255 characters' };
  }
  return { kind: 'file_name', value: text.toLowerCase() };
}

function hash(kind: keyof typeof hexDigits, text: string): Normalised {
  const value = text.toLowerCase();
  if (value.length !== hexDigits[kind] || !/^[0-9a-f]+$/.test(value)) {
    const values = { hash: kind.toUpperCase(), digits: hexDigits[kind] };
    return { fault: { message: 'is no {hash} of {digits} hexadecimal digits', values } };
  }
  return { kind, value };
}
