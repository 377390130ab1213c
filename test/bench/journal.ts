import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openJournal } from '../../server/journal/journal.js';

/** Figures of the journal alone. */
export interface JournalFigures {
  record_bytes: number;
  in_flight: number;
  records_per_second: number;
  megabytes_per_second: number;
  acknowledged_after_ms: { median: number; p99: number };
  replay_records_per_second: number;
}

/**
 * Appends records with a number of them always under way, each acknowledged after its fdatasync, and reads
 * them back.
 * @param seconds how long to append
 */
export async function measureJournal(
  recordBytes: number,
  inFlight: number,
  seconds: number,
): Promise<JournalFigures> {
  const dir = mkdtempSync(join(tmpdir(), 'grundwacht-bench-journal-'));
  const journal = await openJournal({ dir });
  const payload = Buffer.alloc(recordBytes, 'grundwacht ');
  const delays: number[] = [];
  const begin = performance.now();
  const end = begin + seconds * 1000;
  const sender = async (): Promise<void> => {
    while (performance.now() < end) {
      const sent = performance.now();
      await journal.append(payload);
      delays.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, sender));
  const took = (performance.now() - begin) / 1000;
  const replayBegin = performance.now();
  let read = 0;
  for await (const _ of journal.replay(0)) read++;
  const replayTook = (performance.now() - replayBegin) / 1000;
  await journal.close();
  rmSync(dir, { recursive: true });
  delays.sort((a, b) => a - b);
  const at = (part: number) => Number(delays[Math.floor(delays.length * part)]!.toFixed(2));
  return {
    record_bytes: recordBytes,
    in_flight: inFlight,
    records_per_second: Math.round(delays.length / took),
    megabytes_per_second: Math.round((delays.length * recordBytes) / took / 1e6),
    acknowledged_after_ms: { median: at(0.5), p99: at(0.99) },
    replay_records_per_second: Math.round(read / replayTook),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const figures = [
    await measureJournal(300, 1, 3),
    await measureJournal(300, 1000, 3),
    await measureJournal(100_000, 8, 3),
  ];
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
}
