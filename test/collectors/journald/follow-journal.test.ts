import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { ReceiverCounters } from '../../../collectors/counters.js';
import { readRecords } from '../../../collectors/file/read.js';
import { JournalFollower } from '../../../collectors/journald/follow-journal.js';
import { normalise } from '../../../server/normalise/normalise.js';
import { CollectingSink, silent } from '../collecting-sink.js';

const dir = mkdtempSync(join(tmpdir(), 'grundwacht-journal-'));
t.teardown(() => rmSync(dir, { recursive: true, force: true }));

const entry = (n: number): string =>
  `__CURSOR=c${n}\n__REALTIME_TIMESTAMP=${1_700_000_000_000_000 + n * 1000}\n_HOSTNAME=h\nSYSLOG_IDENTIFIER=sshd\n` +
  `_PID=4${n}\n_UID=0\nMESSAGE=Failed password for invalid user u${n} from 203.0.113.9 port 22 ssh2\n\n`;

/** A stand-in for journalctl with ten entries: gives those after the cursor, and ends after three or waits. */
const journalctl = join(dir, 'journalctl');
writeFileSync(
  journalctl,
  `#!${process.execPath}
const fs = require('node:fs');
fs.appendFileSync(${JSON.stringify(join(dir, 'calls'))}, process.argv.slice(2).join(' ') + '\\n');
const cursor = process.argv.find((a) => a.startsWith('--after-cursor=c'));
const since = process.argv.find((a) => a.startsWith('--since=@'));
if (fs.existsSync(${JSON.stringify(join(dir, 'vacuumed'))}) && cursor) {
  process.stderr.write('Failed to seek to cursor: Invalid argument');
  process.exit(1);
}
const from = cursor ? Number(cursor.slice(16)) + 1 : 0;
const all = ${JSON.stringify(Array.from({ length: 10 }, (_, n) => entry(n)))};
const some = since ? all : all.slice(from, from + 3);
fs.writeSync(1, some.join(''));
if (some.length > 0 && !since) process.exit(0);
setInterval(() => {}, 1000);
`,
);
chmodSync(journalctl, 0o755);

function follow(sink: CollectingSink): JournalFollower {
  return new JournalFollower({
    input: { name: 'system', units: ['ssh.service'], from: 'beginning' },
    sink,
    marks: new Map(sink.marks),
    counters: new ReceiverCounters(),
    logger: silent,
    now: () => 42,
    maxRecordBytes: 65536,
    command: journalctl,
    retryMs: 5,
  });
}

t.test('goes on after the cursor when journalctl ends, and after a restart', async (t) => {
  const sink = new CollectingSink();
  const first = follow(sink);
  await sink.arrived(5);
  await first.stop();
  const before = sink.envelopes.length;
  t.match(sink.marks.get('journal:system'), { cursor: `c${before - 1}` });
  const second = follow(sink);
  await sink.arrived(10);
  await sleep(50);
  await second.stop();
  t.strictSame(
    sink.texts.map((text) => /user (u\d)/.exec(text)?.[1]),
    Array.from({ length: 10 }, (_, n) => `u${n}`),
  );
  const [call] = readFileSync(join(dir, 'calls'), 'utf8').split('\n');
  t.equal(call, '--output=export --follow --no-pager --quiet --no-tail --unit=ssh.service');

  writeFileSync(join(dir, 'vacuumed'), '');
  sink.marks.set('journal:system', { cursor: 'c6', time: 1_700_000_000_006_000 });
  sink.envelopes.length = 0;
  const third = follow(sink);
  await sink.arrived(3);
  await sleep(50);
  await third.stop();
  t.strictSame(
    sink.texts.map((text) => /user (u\d)/.exec(text)?.[1]),
    ['u7', 'u8', 'u9'],
    'a cursor that is gone is replaced by its time',
  );
});

t.test('records are recognised as what their program said, also from an exported file', async (t) => {
  const path = join(dir, 'machine.export');
  writeFileSync(path, entry(0) + entry(1).trimEnd());
  const events = [];
  for await (const { raw, format, dataset } of readRecords(path)) {
    const envelope = {
      source: path,
      transport: 'file',
      format,
      dataset,
      received: 0,
      truncated: false,
      raw,
    } as const;
    events.push(normalise(envelope, { id: '1', tenant: 'default', collector: 'c', zone: 'Europe/Berlin' }));
  }
  t.match(events, [
    {
      'event.dataset': 'linux.sshd',
      'event.outcome': 'failure',
      'host.name': 'h',
      'source.ip': '203.0.113.9',
      fields: { 'sd.journal._UID': '0' },
    },
    { 'event.dataset': 'linux.sshd' },
  ]);
});
