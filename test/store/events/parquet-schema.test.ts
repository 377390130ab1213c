import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import t from 'tap';
import { packageRoot } from '../../../server/contract/package-root.js';
import { encodeRows } from '../../../server/store/events/event-rows.js';
import { openEventStore } from '../../../server/store/events/event-store.js';
import { startEventsDatabase } from './events-database.js';
import { plainEvent } from './plain-events.js';

/** Physical and converted types of Parquet for what `docs/storage.md` says. */
const types: Record<string, [string, string | null]> = {
  text: ['BYTE_ARRAY', 'UTF8'],
  bytes: ['BYTE_ARRAY', null],
  integer: ['INT64', 'INT_64'],
  time: ['INT64', 'TIMESTAMP_MILLIS'],
};

const db = await startEventsDatabase(t);
const dir = t.testdir();
const store = await openEventStore({ dir, db });
const odd = {
  ...plainEvent(1),
  'event.severity': 4,
  fields: { LogonType: '3', 'a b': ['x', 1, true, null] },
};
await store.append(encodeRows([plainEvent(0), { ...odd, 'event.original': Uint8Array.of(0xff, 0, 10) }]), 2);
await store.seal();
await store.close();
const [file] = readdirSync(join(dir, 'stadt')).filter((name) => name.endsWith('.parquet'));
const path = join(dir, 'stadt', file!);
const reader = await (await DuckDBInstance.create(':memory:')).connect();

t.test('the columns of a segment are those of the document, in its order and types', async (t) => {
  const text = readFileSync(join(packageRoot(), 'docs', 'storage.md'), 'utf8');
  const documented = [...text.matchAll(/^\| `([^`]+)` \| (\w+) \|/gm)].map(([, name, type]) => [
    name,
    ...types[type!]!,
  ]);
  const described = await reader.runAndReadAll(
    'select name, type, converted_type from parquet_schema($1) where num_children is null',
    [path],
  );
  t.strictSame(described.getRows(), documented);
});

t.test('values are read without this program', async (t) => {
  const rows = await reader.runAndReadAll(
    `select id, "@timestamp"::varchar, "event.severity", json_extract_string(fields, '/LogonType'),
       fields, hex("event.original"), "host.name" from read_parquet($1) order by id`,
    [path],
  );
  t.strictSame(rows.getRows(), [
    [plainEvent(0).id, '2026-03-01 00:00:00', null, null, '{"number":0}', '3C33383E6D6573736167652030', null],
    [
      plainEvent(1).id,
      '2026-03-01 00:00:01',
      4n,
      '3',
      '{"LogonType":"3","a b":["x",1,true,null]}',
      'FF000A',
      null,
    ],
  ]);
});
