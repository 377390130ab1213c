import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { ReceiverCounters } from '../../../collectors/counters.js';
import { type Listen, type ReceiveLimits, receive } from '../../../collectors/listen/listen.js';
import type { Receiver } from '../../../collectors/syslog/receiver.js';
import { CollectingSink, silent } from '../collecting-sink.js';

export const limits: ReceiveLimits = {
  maxMessageBytes: 65_536,
  maxConnections: 100,
  maxConnectionsPerAddress: 100,
  idleMs: 0,
};

export interface Receiving {
  sink: CollectingSink;
  counters: ReceiverCounters;
  receiver: Receiver;
}

/** Starts a receiver on a free port of 127.0.0.1; stopped at the end of the test. */
export async function receiving(
  t: Test,
  listen: Omit<Listen, 'host' | 'port'>,
  change: Partial<ReceiveLimits> = {},
): Promise<Receiving> {
  const sink = new CollectingSink();
  const counters = new ReceiverCounters();
  const receiver = await receive(
    { host: '127.0.0.1', port: 0, ...listen },
    { limits: { ...limits, ...change }, sink, counters, logger: silent, now: Date.now },
  );
  t.teardown(() => receiver.stop());
  return { sink, counters, receiver };
}

/** @returns a folder that is removed at the end of the test */
export async function folder(t: Test): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'grundwacht-receive-'));
  t.teardown(() => rm(dir, { recursive: true }));
  return dir;
}
