import { GrundwachtError } from '../contract/errors.js';
import { type Journal, type JournalOptions, openJournal } from '../journal/journal.js';
import { decodeEntryMeta } from './entry.js';
import { RecordIds } from './record-ids.js';
import { SequenceLedger } from './sequence-ledger.js';

/** The journal of the ingestion service and what it knows of the batches in it. */
export interface IngestJournal {
  journal: Journal;
  sequences: SequenceLedger;
  ids: RecordIds;
}

/**
 * Opens the journal of the ingestion service. Every segment begins with the ledger of the batches before it,
 * in the same file and sync as the segment itself. So the ledger is that preamble plus the entries of the
 * newest segment: it is exact after any crash, independent of which older segments were dropped, and needs
 * no second file that could disagree with the journal.
 * @throws GrundwachtError JOURNAL_CORRUPT, CONFLICT
 */
export async function openIngestJournal(options: Omit<JournalOptions, 'preamble'>): Promise<IngestJournal> {
  const sequences = new SequenceLedger();
  const ids = new RecordIds();
  const preamble = () => Buffer.from(JSON.stringify({ ...sequences.snapshot(), ids: ids.snapshot() }));
  const journal = await openJournal({ ...options, preamble });
  try {
    const { position, preamble } = await journal.newestSegment();
    if (preamble) restore(preamble, sequences, ids);
    for await (const { payload } of journal.replay(position)) {
      const { collector, epoch, sequence, direct } = decodeEntryMeta(payload);
      if (direct === undefined) sequences.add(collector, epoch, sequence);
      else ids.restore(direct.ids);
    }
    return { journal, sequences, ids };
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** A preamble of an older version holds no ids. */
function restore(preamble: Buffer, sequences: SequenceLedger, ids: RecordIds): void {
  try {
    const state = JSON.parse(preamble.toString()) as ReturnType<SequenceLedger['snapshot']> & {
      ids?: string;
    };
    sequences.restore(state);
    ids.restore(state.ids ?? '');
  } catch (cause) {
    throw new GrundwachtError('JOURNAL_CORRUPT', 'the preamble of the newest segment cannot be read', {
      cause,
    });
  }
}
