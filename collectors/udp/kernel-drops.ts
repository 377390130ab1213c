import { isIPv6 } from 'node:net';
import type { ListenAddress } from '../syslog/receiver.js';

/**
 * Reads how many datagrams the kernel dropped because a UDP socket's buffer was full.
 * @param table content of /proc/net/udp (IPv4) or /proc/net/udp6 (proc(5))
 * @param address the socket's own, as text without zone
 * @returns drops since the socket was opened; 0 when it is not in the table
 */
export function kernelDrops(table: string, address: ListenAddress): number {
  const local = ` ${localAddress(address)} `;
  // Sockets that share an address (SO_REUSEPORT) have a line each. The kernel gives the table in pages: when sockets
  // open or close in between, the same line may come twice.
  const byInode = new Map<string, number>();
  for (let at = table.indexOf(local); at >= 0; at = table.indexOf(local, at + 1)) {
    const end = table.indexOf('\n', at);
    const fields = table
      .slice(at, end < 0 ? undefined : end)
      .trim()
      .split(/ +/);
    const [inode = '', , , drops] = fields.slice(-4);
    byInode.set(inode, Number(drops) || 0);
  }
  let drops = 0;
  for (const each of byInode.values()) drops += each;
  return drops;
}

/** The kernel prints addresses as words of the machine's byte order, and ports as numbers, in hexadecimal. */
function localAddress({ host, port }: ListenAddress): string {
  const bytes = isIPv6(host) ? bytesOfIpv6(host) : Buffer.from(host.split('.').map(Number));
  let words = '';
  for (let at = 0; at < bytes.length; at += 4) words += hex(readWord(bytes, at), 8);
  return `${words}:${hex(port, 4)}`;
}

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
const readWord = (bytes: Buffer, at: number): number =>
  littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');

function bytesOfIpv6(host: string): Buffer {
  // The URL parser turns an IPv4 tail into words.
  const [head = '', tail] = new URL(`http://[${host}]`).hostname.slice(1, -1).split('::');
  const words = (part: string | undefined): string[] => (part ? part.split(':') : []);
  const [before, after] = [words(head), words(tail)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const bytes = Buffer.alloc(16);
  for (const [index, word] of [...before, ...zeros, ...after].entries())
    bytes.writeUInt16BE(Number.parseInt(word, 16), 2 * index);
  return bytes;
}
