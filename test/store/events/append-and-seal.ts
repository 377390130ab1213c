// A child process of seal.test.ts: goes on where the last seal ended, as the pipeline does with the journal.
// Arguments: folder, database URL, `merge` to merge as well. Event n ends at position n + 1.
import { writeSync } from 'node:fs';
import { openDatabase } from '../../../server/store/database.js';
import { encodeRows } from '../../../server/store/events/event-rows.js';
import { openEventStore } from '../../../server/store/events/event-store.js';
import { plainEvents } from './plain-events.js';

const [dir, url, merge] = process.argv.slice(2);
const store = await openEventStore({ dir: dir!, db: openDatabase(url!), sealRows: 150, mergeRows: 2000 });
if (merge) void mergeOn();
for (let n = store.sealedPosition(); ; n += 10) {
  await store.append(encodeRows(plainEvents(n, 10)), n + 10);
  writeSync(1, '.');
}

async function mergeOn(): Promise<void> {
  for (;;) {
    const merged = await store.merge();
    if (merged > 0) writeSync(1, 'm');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
