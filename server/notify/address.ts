import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/** IANA special-purpose registries (RFC 6890): what lies inside an organisation, or nowhere. */
const special4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;
const special6 = [
  ['::', 96],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const;

const special = new BlockList();
for (const [network, prefix] of special4) special.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of special6) special.addSubnet(network, prefix, 'ipv6');

/** Where clouds give keys to whoever asks: never spoken to because a name leads there. */
const metadata = new BlockList();
metadata.addAddress('169.254.169.254', 'ipv4');
metadata.addAddress('169.254.170.2', 'ipv4');
metadata.addAddress('100.100.100.200', 'ipv4');
metadata.addAddress('fd00:ec2::254', 'ipv6');

/**
 * @param address IPv4 or IPv6, in any spelling
 * @returns the IPv4 address that an IPv6 address carries (mapped, NAT64 RFC 6052, 6to4 RFC 3056), else the address
 */
export function plainAddress(address: string): string {
  const bare = address.replace(/%.*$/, '');
  if (!isIPv6(bare)) return bare;
  const groups = groupsOf(bare);
  const prefix = groups.slice(0, 6).join(':');
  if (prefix === '0:0:0:0:0:ffff' || prefix === '64:ff9b:0:0:0:0') return dotted(groups[6]!, groups[7]!);
  if (groups[0] === '2002') return dotted(groups[1]!, groups[2]!);
  return bare;
}

/** @returns the eight groups in hexadecimal without leading zeros */
function groupsOf(address: string): string[] {
  // The parser of URLs writes RFC 5952, also for a dotted end.
  const text = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  return [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
}

function dotted(high: string, low: string): string {
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6');

/** @returns whether the address is none of the public Internet */
export function isSpecial(address: string): boolean {
  const plain = plainAddress(address);
  return special.check(plain, familyOf(plain));
}

/** @returns whether a cloud's metadata service has the address */
export function isMetadata(address: string): boolean {
  const plain = plainAddress(address);
  return metadata.check(plain, familyOf(plain));
}

/**
 * @param text an address, or a network in CIDR notation
 * @returns whether an address lies in it; undefined when the text is neither
 */
export function networkOf(text: string): ((address: string) => boolean) | undefined {
  const [base = '', length, ...rest] = text.split('/');
  const family = isIP(base);
  if (family === 0 || rest.length > 0) return undefined;
  const longest = family === 4 ? 32 : 128;
  const prefix = length === undefined ? longest : Number(length);
  if ((length !== undefined && !/^\d{1,3}$/.test(length)) || prefix > longest) return undefined;
  const list = new BlockList();
  list.addSubnet(base, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return (address) => {
    const plain = plainAddress(address);
    return list.check(plain, familyOf(plain));
  };
}
