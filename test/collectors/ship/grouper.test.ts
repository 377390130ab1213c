import fc from 'fast-check';
import t from 'tap';
import { Grouper, type GroupLimits } from '../../../collectors/ship/grouper.js';
import { decodeBatch, type Envelope } from '../../../server/contract/envelope.js';
import { joinAudit } from '../../../server/normalise/linux/audit-join.js';
import { envelope } from './fixtures.js';

const texts = (records: readonly Envelope[]): string[] =>
  records.map(({ raw }) => Buffer.from(raw).toString());
const audit = (type: string, serial: number, host = 'web1'): string =>
  `<29>Nov 21 21:00:00 ${host} audisp-syslog[7]: type=${type} msg=audit(1795245245.123:${serial}): x=1`;

/** A grouper whose clock and timer are the test's. */
function group(change: Partial<GroupLimits> = {}) {
  const batches: Envelope[][] = [];
  const marks: (object | undefined)[] = [];
  const clock = { now: 0 };
  const limits = { lingerMs: 1e6, maxRecords: 1000, maxBytes: 1e6, auditMs: 250, ...change };
  const grouper = new Grouper(
    limits,
    ({ payload }) => {
      batches.push(decodeBatch(payload).records);
      marks.push(JSON.parse(payload.toString('utf8', 8, 8 + payload.readUInt32BE(4))).marks);
    },
    () => clock.now,
  );
  t.teardown(() => grouper.closeAll());
  const add = (...lines: string[]) => lines.forEach((line) => void grouper.add(envelope(line)));
  return { grouper, batches, marks, clock, add, sizes: () => batches.map(({ length }) => length) };
}

/** Records of several events and hosts, mixed with others; those of one event in their order. */
const stream = fc
  .array(
    fc.record({
      host: fc.constantFrom('web1', 'web2', 'web3'),
      middle: fc.array(fc.constantFrom('EXECVE', 'CWD', 'PATH', 'PROCTITLE'), { maxLength: 4 }),
      kind: fc.constantFrom('event', 'single', 'other'),
    }),
    { maxLength: 12 },
  )
  .chain((events) => {
    const rows = events.map(({ host, middle, kind }, serial) =>
      kind === 'event'
        ? ['SYSCALL', ...middle, 'EOE'].map((type) => audit(type, serial, host))
        : [
            kind === 'single'
              ? audit('USER_LOGIN', serial, host)
              : `<38>Nov 21 21:00:00 ${host} app: ${serial}`,
          ],
    );
    const total = rows.reduce((sum, row) => sum + row.length, 0);
    return fc
      .array(fc.nat({ max: 1000 }), { minLength: total, maxLength: total })
      .map((picks) => interleave(rows, picks));
  });

function interleave(rows: readonly string[][], picks: readonly number[]): string[] {
  const left = rows.map((row) => [...row]);
  return picks.map((pick) => {
    const waiting = left.filter(({ length }) => length > 0);
    return waiting[pick % waiting.length]!.shift()!;
  });
}

t.test('wherever a stream is cut, its batches hold the events that one batch would', async (t) => {
  const cuts = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 20 });
  let unparted = 0;
  fc.assert(
    fc.property(stream, cuts, fc.integer({ min: 40, max: 60 }), (lines, pauses, maxRecords) => {
      const { grouper, batches, clock } = group({ maxRecords });
      lines.forEach((line, index) => {
        grouper.add(envelope(line));
        if (pauses[index % pauses.length] === 0) grouper.close();
        clock.now += 1;
      });
      grouper.closeAll();
      const whole = joinAudit(lines.map(envelope)).records;
      const parts = batches.flatMap((batch) => joinAudit(batch).records);
      const same = (a: readonly string[], b: readonly string[]) => a.join('\n') === b.join('\n');
      unparted += grouper.parted === 0 ? 1 : 0;
      return (
        same(batches.flatMap(texts), lines) &&
        (grouper.parted > 0 || same(texts(parts), texts(whole))) &&
        batches.every(({ length }) => length <= maxRecords)
      );
    }),
    { numRuns: 300 },
  );
  t.ok(unparted > 200, `${unparted} of 300 streams fitted into the bounds`);
});

t.test('the end of an event is waited for, what came before it is not held up', async (t) => {
  const { grouper, sizes, clock, add } = group();
  add('<13>a', audit('SYSCALL', 1), '<13>b', audit('CWD', 1));
  grouper.close();
  t.same(sizes(), [1]);
  clock.now = 249;
  grouper.close();
  t.same(sizes(), [1]);
  add(audit('EOE', 1));
  grouper.close();
  t.same(sizes(), [1, 4]);
  add(audit('SYSCALL', 2), audit('USER_LOGIN', 3), audit('1112', 4));
  clock.now += 250;
  grouper.close();
  t.same(sizes(), [1, 4, 3], 'an end that does not come is waited for no longer');
  add(audit('USER_LOGIN', 5), audit('EOE', 2));
  grouper.close();
  t.same(sizes(), [1, 4, 3, 2], 'records that are an event each do not wait');
  t.equal(grouper.parted, 0);
});

t.test('waiting is bounded, in time and in records', async (t) => {
  const { grouper, sizes, clock, add } = group({ maxRecords: 100 });
  for (let serial = 0; serial < 60; serial++) {
    add(audit('SYSCALL', serial));
    if (serial > 0) add(audit('EOE', serial - 1));
    clock.now += 10;
    grouper.close();
    if (sizes().length > 0) break;
  }
  t.equal(clock.now, 500, 'events that overlap without a gap are parted after twice the time');
  t.equal(grouper.parted, 1);
  grouper.closeAll();
  const before = sizes().length;
  add(audit('SYSCALL', 100), ...Array.from({ length: 99 }, (_, n) => `<13>${n}`));
  t.equal(sizes().length, before + 1, 'a full group does not wait');
  t.equal(grouper.parted, 2);
  const late = Array.from({ length: 60 }, (_, n) => `<13>${n}`);
  add(...late, audit('SYSCALL', 101), ...Array.from({ length: 39 }, () => audit('PATH', 101)));
  t.same(sizes().slice(before + 1), [60], 'what stays leaves room for its end');
  for (let n = 0; n < 40; n++) {
    add(audit('PATH', 101));
    clock.now += 20;
    grouper.close();
  }
  t.ok(sizes().length > before + 2, 'a number repeated for ever holds nothing up');
});

t.test('a position goes with its record', async (t) => {
  const { grouper, marks } = group();
  const mark = (offset: number) => ({ key: 'file:1', value: () => ({ offset }) });
  grouper.add(envelope('<13>a'), mark(1));
  grouper.add(envelope(audit('SYSCALL', 1)), mark(2));
  grouper.mark({ key: 'file:2', value: () => undefined });
  grouper.close();
  t.strictSame(marks, [{ 'file:1': { offset: 1 } }]);
  grouper.add(envelope(audit('EOE', 1)), mark(3));
  grouper.close();
  t.strictSame(marks.slice(1), [{ 'file:1': { offset: 3 }, 'file:2': null }]);
});
