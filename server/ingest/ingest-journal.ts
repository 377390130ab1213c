import { type Journal, type JournalOptions, openJournal } from '../journal/journal.js';
import { decodeEntryMeta } from './entry.js';
import { SequenceLedger } from './sequence-ledger.js';

/** The journal of the ingestion service and what it knows of the batches in it. */
export interface IngestJournal {
  journal: Journal;
  sequences: SequenceLedger;
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
  const journal = await openJournal({ ...options, preamble: () => sequences.snapshot() });
  try {
    const { position, preamble } = await journal.newestSegment();
    if (preamble) sequences.restore(preamble);
    for await (const { payload } of journal.replay(position)) {
      const { collector, epoch, sequence } = decodeEntryMeta(payload);
      sequences.add(collector, epoch, sequence);
    }
    return { journal, sequences };
  } catch (error) {
    await journal.close();
    throw error;
  }
}
