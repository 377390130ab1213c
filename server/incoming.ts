import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Closers } from './closers.js';
import type { Config } from './config/config.js';
import { DiskWatch } from './disk-watch.js';
import { type IngestJournal, openIngestJournal } from './ingest/ingest-journal.js';
import { createIngestor, type Ingestor } from './ingest/ingestor.js';
import { createIntake, type Intake } from './ingest/intake.js';
import { type OwnRecords, ownRecords } from './own-records.js';
import { getPipelinePosition } from './store/pipeline-positions.js';
import type { Database } from './store/tables.js';

/** Where records come in, and what they are written to. */
export interface Incoming {
  ingestJournal: IngestJournal;
  disk: DiskWatch;
  /** Of collectors. */
  ingestor: Ingestor;
  /** Of foreign shippers. */
  intake: Intake;
  /** Of the program itself. */
  records: OwnRecords;
}

/**
 * Opens the way of records to the disk: the journal and what writes to it, from collectors, from foreign shippers, and
 * the program's own.
 * @param options closers: get what is to be closed
 * @throws GrundwachtError JOURNAL_CORRUPT, CONFLICT
 */
export async function openIncoming(
  config: Config,
  db: Kysely<Database>,
  { closers, logger }: { closers: Closers; logger: Logger },
): Promise<Incoming> {
  const ingestJournal = await openIngestJournal({
    dir: join(config.data, 'journal'),
    firstPosition: await furthestPosition(db),
    onState: (state) => logger.warn({ state }, 'journal_state'),
  });
  closers.add('journal', () => ingestJournal.journal.close());
  const disk = new DiskWatch(config.data, logger);
  closers.add('watch on the disk', async () => disk.close());
  const ingestor = disk.guard(createIngestor(ingestJournal));
  const intake = disk.guard(createIntake(ingestJournal));
  const records = ownRecords(ingestor, db);
  const { recovery } = ingestJournal.journal;
  if (recovery) logger.warn({ recovery }, 'journal_recovered');
  return { ingestJournal, disk, ingestor, intake, records };
}

/** A journal that is new while the database is not begins behind every position that the database knows. */
async function furthestPosition(db: Kysely<Database>): Promise<number> {
  const positions = await Promise.all(
    ['alerted', 'counted', 'sealed'].map((name) => getPipelinePosition(db, name)),
  );
  return Math.max(...positions);
}
