import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { openLiveHub } from '../../server/api/live-hub.js';
import { readPipelines } from '../../server/detect/load.js';
import type { RuleSource } from '../../server/detect/rules.js';
import { Detection } from '../../server/detection/detection.js';
import type { DetectionOptions } from '../../server/detection/options.js';
import { openIngestJournal } from '../../server/ingest/ingest-journal.js';
import { createIngestor, type Ingestor } from '../../server/ingest/ingestor.js';
import { Pipeline } from '../../server/pipeline.js';
import { openEventStore } from '../../server/store/events/event-store.js';
import type { Database } from '../../server/store/tables.js';

export interface FlowOptions {
  /** Journal, events and snapshot lie in it. */
  folder: string;
  db: Kysely<Database>;
  rules: readonly RuleSource[];
  detection?: Partial<DetectionOptions>;
  /** Clock of receipt. */
  now?: () => number;
}

/** The server's parts from the journal to the alerts and the store, without receivers, API and a PostgreSQL of its own. */
export interface Flow {
  ingestor: Ingestor;
  detection: Detection;
  pipeline: Pipeline;
  /** In order, after everything acknowledged is processed. @returns number of events in the store */
  stop(): Promise<number>;
}

/** Opens the parts as app.ts does, and begins to process what the journal holds. */
export async function openFlow({ folder, db, rules, detection: options, now }: FlowOptions): Promise<Flow> {
  mkdirSync(folder, { recursive: true });
  const logger = pino({ level: 'silent' });
  const detection = await Detection.open({
    readRules: async () => ({ sources: rules, pipelines: await readPipelines() }),
    zone: 'UTC',
    threads: 1,
    recentEvents: 1000,
    folder,
    logger,
    ...options,
  });
  const ingestJournal = await openIngestJournal({ dir: join(folder, 'journal') });
  const { journal } = ingestJournal;
  const events = await openEventStore({ dir: join(folder, 'events'), db });
  const hub = await openLiveHub(db);
  const pipeline = new Pipeline({ journal, detection, events, db, hub, logger, alertWindow: 60_000 });
  await pipeline.start();
  return {
    ingestor: createIngestor(ingestJournal, now),
    detection,
    pipeline,
    async stop() {
      await pipeline.stop(60_000);
      await events.seal();
      const { segmentEvents } = events.stats();
      await detection.close();
      hub.close();
      await events.close();
      await journal.close();
      return segmentEvents;
    },
  };
}
