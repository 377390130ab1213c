// A child process of kill-detection.test.ts: processes what the journal of a folder holds, and ends. Arguments: the
// folder, the database's URL, a rule file. Prints the journal bytes left after each record, at last the number of
// events in the store.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../server/store/database.js';
import { openFlow } from './flow.js';

const [folder, url, ruleFile] = process.argv.slice(2) as [string, string, string];
const db = openDatabase(url);
const flow = await openFlow({
  folder,
  db,
  rules: [{ path: 'rules.yml', text: readFileSync(ruleFile, 'utf8') }],
  // Many snapshots, so that kills meet them too.
  detection: { timing: { snapshotMs: 50 } },
});
let told = -1;
for (let left = told; left !== 0; await sleep(1)) {
  left = flow.pipeline.stats().behindBytes;
  if (left !== told) process.stdout.write(`${left}\n`);
  told = left;
}
process.stdout.write(`events ${await flow.stop()}\n`);
await db.destroy();
