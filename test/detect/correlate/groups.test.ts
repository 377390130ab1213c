import fc from 'fast-check';
import t from 'tap';
import { MemoryBudget } from '../../../server/detect/correlate/budget.js';
import { GroupTable } from '../../../server/detect/correlate/group-table.js';
import { Groups } from '../../../server/detect/correlate/groups.js';

const shape = { rules: true, values: true };

/** Few lower halves, so that many hashes want the same slot. */
const key = fc.tuple(
  fc.constantFrom(0, 1, 2, 2 ** 31, 2 ** 32 - 1),
  fc.nat(40).map((n) => n * 2 ** 25),
);
const operation = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('insert' as const), key, time: fc.nat(1000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), key, time: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('drop' as const), key, time: fc.nat(1000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rebuild' as const), key, time: fc.nat(3) }) },
);

t.test('a table holds what a map of sorted arrays holds, whatever is done to it', async (t) => {
  const property = fc.property(fc.array(operation, { maxLength: 600, size: 'max' }), (operations) => {
    const budget = new MemoryBudget(1e9);
    const table = new GroupTable(shape, budget);
    const model = new Map<string, { time: number; tag: number }[]>();
    operations.forEach((one, tag) => {
      const [low, high] = one.key;
      const name = one.key.join();
      const kept = model.get(name);
      let group = table.find(low, high);
      if (group >= 0 !== (kept !== undefined)) throw new Error(`${name} found: ${group}`);
      if (one.do === 'insert') {
        if (group < 0) group = table.create(low, high, 0);
        const at = table.insert(group, one.time, tag, tag & 0xffff, tag / 2);
        const entries = [...(kept ?? []), { time: one.time, tag }].sort((a, b) => a.time - b.time);
        model.set(name, entries);
        if (at - table.start(group) !== entries.findIndex((entry) => entry.tag === tag))
          throw new Error('place');
      } else if (one.do === 'remove' && group >= 0) {
        table.remove(group);
        model.delete(name);
      } else if (one.do === 'drop' && kept !== undefined && kept.length > 1) {
        const count = one.time % kept.length;
        table.dropFirst(group, count);
        model.set(name, kept.slice(count));
      } else if (one.do === 'rebuild') {
        table.rebuild((at) => table.records[at]! % 4 !== one.time);
        for (const other of model.keys())
          if (Number(other.split(',')[0]) % 4 === one.time) model.delete(other);
      }
    });
    t.equal(table.size, model.size);
    t.equal(budget.used, table.bytes);
    let entries = 0;
    for (const [name, expected] of model) {
      const [low, high] = name.split(',').map(Number);
      const group = table.find(low!, high!);
      const start = table.start(group);
      const { times, events, rules, values } = table.pool;
      const found = Array.from({ length: table.length(group) }, (_, i) => ({
        time: times[start + i]!,
        tag: events[start + i]!,
      }));
      t.strictSame(found, expected);
      expected.forEach(({ tag }, i) => {
        if (rules[start + i] !== (tag & 0xffff) || values[start + i] !== tag / 2) throw new Error('columns');
      });
      entries += expected.length;
    }
    t.equal(table.entries, entries);
  });
  fc.assert(property, { numRuns: 60 });
});

t.test('freed blocks are used again: memory follows what is open, not what was', async (t) => {
  const table = new GroupTable(shape, new MemoryBudget(1e9));
  for (let round = 0; round < 50; round++) {
    for (let i = 0; i < 1000; i++) {
      const group = table.create(round * 1000 + i, i, 0);
      for (let entry = 0; entry < 1 + (i % 9); entry++) table.insert(group, entry, 0, 0, 0);
    }
    for (let i = 0; i < 1000; i++) table.remove(table.find(round * 1000 + i, i));
  }
  t.match(table, { size: 0, entries: 0 });
  t.ok(table.bytes < 600_000, `${table.bytes} bytes`);
});

t.test('what is untouched longest is still known after very many touches', async (t) => {
  const evicted: number[] = [];
  const budget = new MemoryBudget(1e9);
  const groups = new Groups({ rules: false, values: false }, 1000, budget, (count) => evicted.push(count));
  const touch = (low: number): void => {
    const group = groups.touch(low, 0);
    if (groups.table.length(group) === 0) groups.table.insert(group, 0, 0, 0, 0);
  };
  const open = (): number[] => [1, 2, 3, 4].filter((low) => groups.table.find(low, 0) >= 0);
  for (const low of [1, 2, 3, 4]) for (let i = 0; i < 20; i++) touch(low);
  // More epochs than 16 bits hold.
  for (let i = 0; i < 1_200_000; i++) touch(2 + (i % 3));
  t.ok(groups.clock.epoch < 65_535);
  groups.evict();
  t.same(open(), [2, 3, 4]);
  t.same(evicted, [1]);
  for (let i = 0; i < 40; i++) touch(3);
  groups.evict();
  t.notOk(open().length === 3);
  t.ok(open().includes(3));
});

t.test('an untouched group outlives one rotation, not two', async (t) => {
  const groups = new Groups({ rules: false, values: false }, 1000, new MemoryBudget(1e9), () => t.fail());
  const touch = (low: number, time: number): void => {
    groups.advance(time);
    const group = groups.touch(low, 0);
    if (groups.table.length(group) === 0) groups.table.insert(group, time, 0, 0, 0);
  };
  touch(1, 0);
  touch(2, 1000);
  t.equal(groups.table.size, 2);
  touch(2, 1001);
  t.equal(groups.table.size, 2, 'the first may still count with an event of receipt time 1000');
  touch(2, 2002);
  t.equal(groups.table.size, 1);
});
