import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { openEventStore } from '../../server/store/events/event-store.js';
import { verifyStore } from '../../server/store/events/verify-store.js';
import { startMigratedDatabase } from '../store/migrated-database.js';

const kills = Number(process.env['GRUNDWACHT_KILLS'] ?? 4);
const { url, db } = await startMigratedDatabase(t);
const child = fileURLToPath(new URL('../store/events/append-and-seal.js', import.meta.url));

t.test('kill -9 while segments are merged: every event once, every file as recorded', async (t) => {
  const dir = t.testdir();
  let merges = 0;
  for (let round = 0; round < kills; round++) {
    const process_ = spawn(process.execPath, [child, dir, url, 'merge'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let seen = '';
    for await (const chunk of process_.stdout) {
      seen += chunk;
      if (!seen.includes('m') || process_.killed) continue;
      // Somewhere in the next merge.
      await sleep((round * 37) % 150);
      process_.kill('SIGKILL');
    }
    if (process_.exitCode === null && process_.signalCode === null) await once(process_, 'exit');
    merges += seen.split('m').length - 1;
  }
  const store = await openEventStore({ dir, db });
  const { segments, segmentEvents } = store.stats();
  t.ok(merges >= kills && segments < segmentEvents / 150, `${merges} merges, ${segments} segments`);
  t.equal(segmentEvents, store.sealedPosition());
  const { items } = await store.search({ tenants: ['stadt'], limit: segmentEvents + 1 });
  t.equal(new Set(items.map(({ id }) => id)).size, segmentEvents);
  t.match(await verifyStore(db, { dir }, Date.now() + 86_400_000), { faults: [], unknown: [] });
  await store.close();
});
