import { BlockList, isIP } from 'node:net';
import { GrundwachtError } from '../../server/contract/errors.js';

/** A set of addresses and networks. */
export interface TrustedAddresses {
  has(address: string): boolean;
}

/**
 * @param list addresses (`192.0.2.7`, `2001:db8::7`) and networks (`192.0.2.0/24`)
 * @throws GrundwachtError CONFIG_INVALID naming the entry that is neither
 */
export function trustedAddresses(list: readonly string[]): TrustedAddresses {
  const blocks = new BlockList();
  for (const entry of list) add(blocks, entry);
  return {
    has: (address) => {
      const version = isIP(address);
      return version !== 0 && blocks.check(address, version === 4 ? 'ipv4' : 'ipv6');
    },
  };
}

function add(blocks: BlockList, entry: string): void {
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = isIP(address);
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const bits = prefix === undefined ? undefined : Number(prefix);
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && bits! <= (version === 4 ? 32 : 128));
  if (version === 0 || !isPrefix || rest.length > 0) {
    throw new GrundwachtError(
      'CONFIG_INVALID',
      `${JSON.stringify(entry)} is neither an address nor a network such as 192.0.2.0/24`,
    );
  }
  if (bits === undefined) blocks.addAddress(address, family);
  else blocks.addSubnet(address, bits, family);
}
