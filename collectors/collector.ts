import type { Logger } from 'pino';
import { GrundwachtError } from '../server/contract/errors.js';
import { ReceiverCounters } from './counters.js';
import { type ShippedFile, shipFiles } from './file/ship-files.js';
import type { TailInput } from './file/tail/input.js';
import { type CollectorInputs, Inputs } from './inputs.js';
import type { JournalInput } from './journald/journal-input.js';
import type { Listen, ReceiveLimits } from './listen/listen.js';
import type { ShipBuffer } from './ship/buffer.js';
import type { GroupLimits } from './ship/grouper.js';
import { memoryBuffer } from './ship/memory-buffer.js';
import type { Send } from './ship/send.js';
import { type ShipCounters, Shipper } from './ship/shipper.js';
import { openSpool, type SpoolBuffer } from './ship/spool.js';
import type { Sink } from './sink.js';
import type { Receiver } from './syslog/receiver.js';

export interface CollectorOptions {
  /** Id of the collector, as the ingestion service knows it by its token. */
  id: string;
  /** Addresses to receive syslog on. */
  listen: readonly Listen[];
  /** Files to follow; they need a spool. */
  files?: readonly TailInput[];
  /** Systemd journals to follow; they need a spool, too. */
  journals?: readonly JournalInput[];
  /** How batches reach the ingestion service: `httpSend` or `sendInProcess`. */
  send: Send;
  logger: Logger;
  /** Folder of the disk spool; without it batches wait in memory only. */
  spool?: string;
  /** Unacknowledged bytes that may wait. Default 2 GiB in a spool, 64 MiB in memory. */
  maxHeldBytes?: number;
  /** Of receivers. Defaults: records of 64 KiB, 2,000 connections, 500 of one address, silent for ever. */
  limits?: Partial<ReceiveLimits>;
  /** Batches that may be sent before the first of them is answered. Default 1; more only where order is kept. */
  inFlight?: number;
  /** How records are grouped into batches. Defaults: see ShipperOptions. */
  group?: Partial<GroupLimits>;
  /** Clock, milliseconds since the epoch. Default `Date.now`. */
  now?: () => number;
}

export interface CollectorCounters extends ShipCounters {
  receivers: ReceiverCounters;
  /** Bytes of batches that are not acknowledged. */
  heldBytes: number;
  /** Events of the Linux audit system whose records may have come into two batches: too much waited. */
  auditParted: number;
}

/** A running collector. */
export interface Collector {
  /** Where it receives, with the ports in use. */
  readonly receivers: readonly Receiver[];
  /**
   * Changes what is collected; what stays the same goes on undisturbed.
   * @throws GrundwachtError as startCollector; what ran before goes on then
   */
  apply(inputs: CollectorInputs): Promise<void>;
  /** For records from elsewhere. */
  readonly sink: Sink;
  counters(): CollectorCounters;
  /** Reads the certificates again (SIGHUP). */
  reload(): Promise<void>;
  /** Brings the counters up to date with what the kernel counts. */
  measure(): Promise<void>;
  /** Ships files once; resolves when all their records are acknowledged or refused. */
  shipFiles(paths: readonly string[], progress?: (file: ShippedFile) => void): Promise<ShippedFile[]>;
  /** Resolves when everything received so far is acknowledged or refused. */
  flush(): Promise<void>;
  /**
   * Stops the receivers, ships what is held, closes.
   * @param deadlineMs how long to wait for acknowledgements, default 10,000
   */
  stop(deadlineMs?: number): Promise<void>;
}

const mebibyte = 1024 * 1024;
const limitDefaults: ReceiveLimits = {
  maxMessageBytes: 64 * 1024,
  maxConnections: 2000,
  maxConnectionsPerAddress: 500,
  idleMs: 0,
};

/**
 * Starts receivers, buffer and shipper.
 * @throws GrundwachtError PORT_IN_USE, CONFIG_INVALID naming the address; FILE_UNREADABLE of certificates; CONFLICT,
 * JOURNAL_CORRUPT of the spool
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { id, send, logger, now = Date.now } = options;
  const buffer = await openBuffer(options);
  const shipper = new Shipper({
    collector: id,
    buffer,
    send,
    logger,
    ...(options.group === undefined ? {} : { group: options.group }),
    ...(options.inFlight === undefined ? {} : { inFlight: options.inFlight }),
  });
  const counters = new ReceiverCounters();
  const inputs = new Inputs({
    limits: { ...limitDefaults, ...options.limits },
    sink: shipper,
    counters,
    logger,
    now,
    marks: marksOf(buffer),
    held: () => shipper.held(),
  });
  const apply = async (wanted: CollectorInputs): Promise<void> => {
    if (wanted.files.length + wanted.journals.length > 0 && options.spool === undefined)
      throw new GrundwachtError(
        'CONFIG_INVALID',
        'files and journals can be followed only with a spool, which keeps how far they were read',
      );
    await inputs.apply(wanted);
  };
  try {
    await apply({ listen: options.listen, files: options.files ?? [], journals: options.journals ?? [] });
  } catch (error) {
    await inputs.stop();
    await shipper.stop(0);
    throw error;
  }
  return {
    get receivers() {
      return inputs.receivers;
    },
    apply,
    sink: shipper,
    counters: () => ({
      ...shipper.counters,
      receivers: counters,
      heldBytes: buffer.bytes,
      auditParted: shipper.auditParted,
    }),
    reload: async () => void (await Promise.all(inputs.receivers.map((receiver) => receiver.reload()))),
    measure: async () => void (await Promise.all(inputs.receivers.map((receiver) => receiver.measure()))),
    shipFiles: async (paths, progress) => {
      const files = await shipFiles(paths, shipper, now, progress);
      await shipper.flush();
      return files;
    },
    flush: () => shipper.flush(),
    stop: async (deadlineMs = 10_000) => {
      await inputs.stop();
      const left = await shipper.stop(deadlineMs);
      if (left.held > 0 || left.lost > 0) {
        logger.warn(
          { ...left, spool: options.spool !== undefined },
          'collector-stopped-before-all-was-acknowledged',
        );
      }
    },
  };
}

const marksOf = (buffer: ShipBuffer | SpoolBuffer): ReadonlyMap<string, object> =>
  'marks' in buffer ? buffer.marks : new Map();

function openBuffer(options: CollectorOptions): Promise<ShipBuffer> {
  const { spool, maxHeldBytes, logger } = options;
  if (spool === undefined) return Promise.resolve(memoryBuffer(maxHeldBytes ?? 64 * mebibyte));
  return openSpool({ dir: spool, maxBytes: maxHeldBytes ?? 2048 * mebibyte, logger });
}
