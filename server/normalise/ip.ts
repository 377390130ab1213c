import { isIP } from 'node:net';

/**
 * @param text what a log gives as an address; `::ffff:` before an IPv4 address, brackets and a zone are removed
 * @returns the address, or undefined when it is none (a host name, `-`, `LOCAL`)
 */
export function ipAddress(text: string | undefined): string | undefined {
  if (text === undefined || text.length < 2 || text.length > 60) return undefined;
  let address = text;
  if (address[0] === '[' && address.endsWith(']')) address = address.slice(1, -1);
  const lower = address.slice(0, 7).toLowerCase();
  if (lower === '::ffff:' && address.includes('.')) address = address.slice(7);
  const zone = address.indexOf('%');
  if (zone > 0) address = address.slice(0, zone);
  return isIP(address) === 0 ? undefined : address;
}

/** @returns the port number, or undefined when the text is none or 0 */
export function port(text: string | number | undefined): number | undefined {
  const value = typeof text === 'string' ? (/^\d{1,5}$/.test(text) ? Number(text) : 0) : (text ?? 0);
  return Number.isInteger(value) && value > 0 && value < 65536 ? value : undefined;
}
