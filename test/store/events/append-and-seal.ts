// A child process of seal.test.ts: goes on where the last seal ended, as the pipeline does with the journal.
// Arguments: folder, database URL. Event n ends at position n + 1.
import { writeSync } from 'node:fs';
import { openDatabase } from '../../../server/store/database.js';
import { encodeRows } from '../../../server/store/events/event-rows.js';
import { openEventStore } from '../../../server/store/events/event-store.js';
import { plainEvents } from './plain-events.js';

const [dir, url] = process.argv.slice(2);
const store = await openEventStore({ dir: dir!, db: openDatabase(url!), sealRows: 150 });
for (let n = store.sealedPosition(); ; n += 10) {
  await store.append(encodeRows(plainEvents(n, 10)), n + 10);
  writeSync(1, '.');
}
