import type { Journal, JournalRecord } from '../../server/journal/journal.js';

/** @returns the payloads of a journal from a position on, as text */
export async function texts(journal: Journal, from = journal.start): Promise<string[]> {
  return (await records(journal, from)).map((record) => record.payload.toString());
}

export async function records(journal: Journal, from = journal.start): Promise<JournalRecord[]> {
  const all: JournalRecord[] = [];
  for await (const record of journal.replay(from)) {
    all.push({ ...record, payload: Buffer.from(record.payload) });
  }
  return all;
}
