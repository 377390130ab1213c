import type { Network } from '../../../query/network.js';
import type { Condition } from './condition.js';

// Constants of the SQL text; the values are parameters.
const octet = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const isIpv4 = (x: string): string => `regexp_full_match(${x}, '${octet}([.]${octet}){3}')`;

/** An IPv4 address as a number; NULL where a part is none. */
const ipv4Number = (x: string): string =>
  [1, 2, 3, 4].map((n) => `try_cast(split_part(${x}, '.', ${n}) as ubigint) * ${256 ** (4 - n)}`).join(' + ');

const looksLikeIpv6 = (x: string): string => `contains(${x}, ':')
  and regexp_full_match(${x}, '([0-9A-Fa-f]{0,4}:){2,7}([0-9A-Fa-f]{0,4}|[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+)')
  and not contains(${x}, ':::') and (contains(${x}, '::') or ${groupCount(x)} = 8)`;

/** How many groups are written; a dotted end stands for two (RFC 4291 2.2). */
function groupCount(x: string): string {
  return `(length(${x}) - length(replace(${x}, ':', '')) + 1 - contains(${x}, '::')::int
    - starts_with(${x}, '::')::int - ends_with(${x}, '::')::int + contains(${x}, '.')::int)`;
}

/** An IPv6 address in whatever spelling as 32 hexadecimal digits. */
function ipv6Hex(x: string): string {
  const whole = `trim(replace(${x}, '::', ':' || repeat('0:', greatest(0, 8 - ${groupCount(x)}))), ':')`;
  const group = `case when contains(p, '.')
    then printf('%08x', (${ipv4Number('p')})::bigint) else lpad(lower(p), 4, '0') end`;
  return `array_to_string(list_transform(string_split(${whole}, ':'), lambda p: ${group}), '')`;
}

/**
 * @param expression of a text
 * @returns whether the text is an address of the network
 */
export function inNetwork(expression: string, network: Network): Condition {
  if (network.version === 6) {
    return {
      sql: `case when ${looksLikeIpv6(expression)} then ${ipv6Hex(expression)} between ? and ? else false end`,
      values: [network.from, network.to],
    };
  }
  return {
    sql: `case when starts_with(${expression}, ?) and ${isIpv4(expression)}
      then ${ipv4Number(expression)} between ?::ubigint and ?::ubigint else false end`,
    values: [commonStart(network.from, network.to), BigInt(network.from), BigInt(network.to)],
  };
}

/** @returns the octets that all addresses of a range begin with, as written: quick to look for */
function commonStart(from: number, to: number): string {
  let start = '';
  for (const size of [2 ** 24, 2 ** 16, 2 ** 8]) {
    if (Math.floor(from / size) !== Math.floor(to / size)) break;
    start += `${Math.floor(from / size) % 256}.`;
  }
  return start;
}
