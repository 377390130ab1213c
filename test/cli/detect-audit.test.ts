import t from 'tap';
import type { FileRecord } from '../../collectors/file/record.js';
import { AuditLines } from '../../server/cli/detect-audit.js';

const line = (text: string, record: number): FileRecord => ({
  raw: Buffer.from(text),
  format: 'line',
  dataset: 'linux.auditd',
  record,
});
const audit = (type: string, serial: number, record: number): FileRecord =>
  line(`type=${type} msg=audit(1.234:${serial}): a=b`, record);

t.test('lines of one audit event are given out as one, others in between at their place', async (t) => {
  const given: [number, number][] = [];
  const lines = new AuditLines(({ record }, count) => given.push([record, count]));
  for (const record of [audit('SYSCALL', 5, 1), audit('PATH', 5, 2), audit('LOGIN', 6, 3)]) lines.add(record);
  t.same(given, [], 'the last event may go on');
  lines.add({ ...line('{"a":1}', 4), format: 'json' });
  t.same(given, [
    [1, 2],
    [3, 1],
    [4, 1],
  ]);
  lines.add(audit('SYSCALL', 7, 5));
  lines.end();
  t.same(given.at(-1), [5, 1]);
});

t.test('a long log: an event is not cut where the lines that are held are given out', async (t) => {
  const given: number[] = [];
  const lines = new AuditLines((_, count) => given.push(count));
  for (let n = 0; n < 4999; n++) lines.add(audit(n % 3 === 0 ? 'SYSCALL' : 'PATH', Math.floor(n / 3), n));
  lines.end();
  t.equal(
    given.reduce((sum, count) => sum + count, 0),
    4999,
  );
  t.ok(given.slice(0, -1).every((count) => count === 3));
});
