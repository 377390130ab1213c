// A child process of crash.test.ts: appends numbered records at full speed and prints each number when it
// is acknowledged. Arguments: folder, first number, records in flight.
import { writeSync } from 'node:fs';
import { openJournal } from '../../server/journal/journal.js';

const [dir, first, parallel] = process.argv.slice(2);
const journal = await openJournal({ dir: dir!, segmentBytes: 256 * 1024 });
let next = Number(first);

async function appendInTurn(): Promise<void> {
  for (;;) {
    const number = next++;
    await journal.append(Buffer.from(`${number} ${'x'.repeat(number % 900)}`));
    writeSync(1, `${number}\n`);
  }
}

await Promise.all(Array.from({ length: Number(parallel) }, appendInTurn));
