import { GrundwachtError } from '../contract/errors.js';
import { inNetwork, parseNetwork } from '../query/network.js';

/**
 * @param networks addresses and networks in CIDR notation
 * @param address of IPv4, IPv6, or IPv4 mapped into IPv6
 * @returns whether it lies in one of them; with none: always
 */
export function inNetworks(networks: readonly string[], address: string): boolean {
  if (networks.length === 0) return true;
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return networks.some((text) => {
    const network = parseNetwork(text);
    return network !== undefined && inNetwork(network, plain);
  });
}

/**
 * @param pointer JSON pointer of the list
 * @throws GrundwachtError VALIDATION naming the entry that is neither an address nor a network
 */
export function checkNetworks(networks: readonly string[], pointer = '/networks'): void {
  const wrong = networks.findIndex((text) => parseNetwork(text) === undefined);
  if (wrong < 0) return;
  throw new GrundwachtError('VALIDATION', {
    pointer: `${pointer}/${wrong}`,
    message: 'neither an address nor a network such as 192.0.2.0/24 or 2001:db8::/32',
  });
}
