// A child process of storage-errors.test.ts: appends records one after the other, each sent again until it is
// acknowledged, and writes down what happened.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { GrundwachtError } from '../../server/contract/errors.js';
import { openJournal } from '../../server/journal/journal.js';

const journal = await openJournal({ dir: process.argv[2]!, probeMs: 10 });
for (let n = 0; n < 8; n++) {
  for (let kept = false; !kept; ) {
    try {
      await journal.append(Buffer.from(`record ${n}`));
      kept = true;
      writeSync(1, `kept record ${n}\n`);
    } catch (error) {
      if (!(error instanceof GrundwachtError)) throw error;
      writeSync(1, `refused ${error.code}\n`);
      while (journal.state.status === 'stalled') await sleep(5);
    }
  }
}
await journal.close();
