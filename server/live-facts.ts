import type { Collector } from '../collectors/collector.js';
import type { Detection } from './detection/detection.js';
import type { DiskWatch } from './disk-watch.js';
import type { Ingestor } from './ingest/ingestor.js';
import type { Intake } from './ingest/intake.js';
import type { Journal } from './journal/journal.js';
import type { LiveFacts } from './operations.js';
import type { PipelineStats } from './pipeline.js';

/** What the syslog receivers took and lost; sums only, because the health answer is public. */
export function countersOf(collector: Collector) {
  const { receivers, ...shipping } = collector.counters();
  const { received, truncated, dropped, connections } = receivers;
  return { ...shipping, received, truncated, dropped, connections };
}

interface Facts {
  disk: DiskWatch['status'];
  pipeline: PipelineStats;
  detection: Detection['status'];
  collector: ReturnType<typeof countersOf> | undefined;
  shippers: Intake['counters'];
}

/** The same facts for figures and self-monitoring, with what the public answer leaves out. */
export function liveFacts(facts: Facts, ingestor: Pick<Ingestor, 'counters'>, journal: Journal): LiveFacts {
  return {
    ...facts,
    threads: facts.detection.threads,
    ingest: ingestor.counters,
    journal: { status: journal.state.status, bytes: journal.head - journal.start },
  };
}
