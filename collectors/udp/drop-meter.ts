import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { ReceiverCounters } from '../counters.js';
import { placeOf } from '../syslog/receiver.js';
import { kernelDrops } from './kernel-drops.js';

/**
 * @param socket address, port and family that a UDP socket is bound to
 * @returns function that adds what the kernel has dropped since it was last called to the counters
 */
export function dropMeter(
  { address: host, port, family }: { address: string; port: number; family: string },
  counters: ReceiverCounters,
  logger: Logger,
): () => Promise<void> {
  const own = counters.source(placeOf({ host, port }), 'udp');
  const table = family === 'IPv6' ? '/proc/net/udp6' : '/proc/net/udp';
  let known = 0;
  return async () => {
    const content = await readFile(table, 'latin1').catch(() => '');
    // Calls may overlap: what one has counted the other must not.
    const drops = kernelDrops(content, { host, port }) - known;
    if (drops <= 0) return;
    known += drops;
    counters.kernelDrops(own, drops);
    logger.warn({ socket: own.source, drops, total: known }, 'udp-datagrams-dropped-by-kernel');
  };
}
