import t from 'tap';
import { decodeEntry, encodeEntry } from '../../server/ingest/entry.js';

t.test('what is no entry is refused as damage of the journal', async (t) => {
  const meta = { tenant: 'default', collector: 'c', epoch: 'e', sequence: 1, received: 0 };
  const entry = encodeEntry(meta, Buffer.alloc(0));
  entry[4] = 0x3c;
  for (const payload of [entry, entry.subarray(0, 12), Buffer.alloc(3)])
    t.throws(() => decodeEntry(payload), { code: 'JOURNAL_CORRUPT' });
});
