import { memoryUsage, resourceUsage } from 'node:process';
import type { Metric, MetricKind, Sample } from './exposition.js';
import type { Histogram } from './histogram.js';

/** What the figures are made of. Counters are since the start unless their help says more. */
export interface MetricFacts {
  version: string;
  /** Seconds since the epoch. */
  startedAt: number;
  pipeline: {
    events: number;
    errors: number;
    matches: number;
    discarded: number;
    lagMs: number;
    behindBytes: number;
  };
  journal: { ok: boolean; bytes: number };
  detection: { rules: number; quarantined: number; undetected: number; replaced: number };
  disk: { free_bytes: number };
  store: { hotEvents: number; segments: number; segmentBytes: number; segmentEvents: number };
  ledger: { received: number; stored: number; rejected: number; unparsed: number } | undefined;
  databaseBytes: number | undefined;
  connections: { open: number; idle: number; waiting: number };
  /** Of the syslog receivers; undefined: they are not open yet. */
  collector:
    | {
        received: number;
        shipped: number;
        rejected: number;
        heldBytes: number;
        dropped: Readonly<Record<string, number>>;
      }
    | undefined;
  shippers: { records: number; duplicates: number; rejected: number; refused: number };
  ingest: { records: number; duplicates: number; refused: number };
  /** Milliseconds since the epoch; undefined: none was made. */
  lastBackup: number | undefined;
  /** Open ones by name. */
  conditions: Readonly<Record<string, number>>;
  searches: Histogram;
  answers: Histogram;
}

/** @returns the figures of a running server, for {@link exposition} */
export function collectMetrics(facts: MetricFacts): Metric[] {
  const { pipeline, journal, detection, store, ledger, collector, shippers, ingest, connections } = facts;
  return [
    one('grundwacht_info', 'gauge', 'Version of the program', 1, { version: facts.version }),
    ...processFigures(facts.startedAt),
    ...(ledger === undefined ? [] : [ledgerFigures(ledger)]),
    labelled(
      'grundwacht_ingest_records_total',
      'counter',
      'Records of collectors by what became of them',
      'result',
      {
        stored: ingest.records,
        duplicate: ingest.duplicates,
        refused: ingest.refused,
      },
    ),
    labelled(
      'grundwacht_shipper_records_total',
      'counter',
      'Records of foreign shippers by what became of them',
      'result',
      {
        stored: shippers.records,
        duplicate: shippers.duplicates,
        rejected: shippers.rejected,
        refused: shippers.refused,
      },
    ),
    ...(collector === undefined ? [] : receiverFigures(collector)),
    labelled(
      'grundwacht_pipeline_events_total',
      'counter',
      'Processed events by what became of them',
      'result',
      {
        parsed: pipeline.events - pipeline.errors,
        unparsed: pipeline.errors,
        discarded: pipeline.discarded,
      },
    ),
    one(
      'grundwacht_pipeline_lag_seconds',
      'gauge',
      'From receipt to the end of processing, of the last batch',
      pipeline.lagMs / 1000,
    ),
    one(
      'grundwacht_pipeline_waiting_bytes',
      'gauge',
      'Journal bytes that are not processed yet',
      pipeline.behindBytes,
    ),
    one(
      'grundwacht_journal_ok',
      'gauge',
      '1: the journal takes records; 0: the disk is full or fails',
      journal.ok ? 1 : 0,
    ),
    one('grundwacht_journal_bytes', 'gauge', 'Bytes that the journal holds', journal.bytes),
    one('grundwacht_detection_matches_total', 'counter', 'Matches of rules with events', pipeline.matches),
    one('grundwacht_detection_rules', 'gauge', 'Rules and correlations that run', detection.rules),
    one(
      'grundwacht_detection_rules_quarantined',
      'gauge',
      'Rules that are not evaluated because they failed',
      detection.quarantined,
    ),
    one(
      'grundwacht_detection_undetected_total',
      'counter',
      'Events that were stored without being examined',
      detection.undetected,
    ),
    one(
      'grundwacht_detection_threads_replaced_total',
      'counter',
      'Threads that ended or hung',
      detection.replaced,
    ),
    one('grundwacht_store_events', 'gauge', 'Sealed events', store.segmentEvents),
    one('grundwacht_store_unsealed_events', 'gauge', 'Events that are not sealed yet', store.hotEvents),
    one('grundwacht_store_segments', 'gauge', 'Files of sealed events', store.segments),
    one('grundwacht_store_bytes', 'gauge', 'Bytes of sealed events and their filters', store.segmentBytes),
    one('grundwacht_disk_free_bytes', 'gauge', 'Room on the disk of the data folder', facts.disk.free_bytes),
    ...(facts.databaseBytes === undefined
      ? []
      : [one('grundwacht_database_bytes', 'gauge', 'Bytes of the database', facts.databaseBytes)]),
    one(
      'grundwacht_database_up',
      'gauge',
      '1: the database answered just now',
      facts.databaseBytes === undefined ? 0 : 1,
    ),
    labelled('grundwacht_database_connections', 'gauge', 'Connections of the pool', 'state', {
      idle: connections.idle,
      used: connections.open - connections.idle,
    }),
    one('grundwacht_database_waiting', 'gauge', 'Requests that wait for a connection', connections.waiting),
    ...(facts.lastBackup === undefined
      ? []
      : [
          one(
            'grundwacht_backup_timestamp_seconds',
            'gauge',
            'When the last good backup was made',
            facts.lastBackup / 1000,
          ),
        ]),
    labelled(
      'grundwacht_conditions',
      'gauge',
      'What self-monitoring finds wrong now',
      'condition',
      facts.conditions,
    ),
    {
      name: 'grundwacht_search_duration_seconds',
      help: 'Searches of stored events',
      kind: 'histogram',
      samples: facts.searches.samples,
    },
    {
      name: 'grundwacht_http_duration_seconds',
      help: 'Answers of the API',
      kind: 'histogram',
      samples: facts.answers.samples,
    },
  ];
}

function one(
  name: string,
  kind: MetricKind,
  help: string,
  value: number,
  labels: Readonly<Record<string, string>> = {},
): Metric {
  return { name, help, kind, samples: [{ labels, value }] };
}

function labelled(
  name: string,
  kind: MetricKind,
  help: string,
  label: string,
  values: Readonly<Record<string, number>>,
): Metric {
  const samples = Object.entries(values).map(([key, value]): Sample => ({ labels: { [label]: key }, value }));
  return { name, help, kind, samples };
}

function ledgerFigures(ledger: NonNullable<MetricFacts['ledger']>): Metric {
  return labelled(
    'grundwacht_records_total',
    'counter',
    'The loss ledger over all sources, since the installation: received is stored plus rejected',
    'kind',
    { ...ledger },
  );
}

function receiverFigures({
  received,
  shipped,
  rejected,
  heldBytes,
  dropped,
}: NonNullable<MetricFacts['collector']>): Metric[] {
  return [
    labelled('grundwacht_syslog_records_total', 'counter', 'Records of the built-in receivers', 'result', {
      received,
      shipped,
      rejected,
    }),
    labelled(
      'grundwacht_syslog_dropped_total',
      'counter',
      'Records that the receivers lost, by reason; kernel: no room in the socket',
      'reason',
      dropped,
    ),
    one(
      'grundwacht_syslog_held_bytes',
      'gauge',
      'Bytes that the receivers have not handed over yet',
      heldBytes,
    ),
  ];
}

/** Names as Prometheus' own clients give them. */
function processFigures(startedAt: number): Metric[] {
  const { rss, heapUsed } = memoryUsage();
  const { userCPUTime, systemCPUTime } = resourceUsage();
  return [
    one(
      'process_cpu_seconds_total',
      'counter',
      'CPU time, user and system',
      (userCPUTime + systemCPUTime) / 1e6,
    ),
    one('process_resident_memory_bytes', 'gauge', 'Resident memory', rss),
    one('nodejs_heap_size_used_bytes', 'gauge', "Used memory of the main thread's heap", heapUsed),
    one('process_start_time_seconds', 'gauge', 'Start of the process since the epoch', startedAt),
  ];
}
