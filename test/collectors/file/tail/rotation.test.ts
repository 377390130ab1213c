import { statSync } from 'node:fs';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { rotations } from './rotating-log.js';
import { play, type SimpleStep, type Step, type World } from './rotation-scene.js';

/** Short here; `ROTATION_RUNS=5000 ROTATION_SEED=1` for a long proof. */
const runs = Number(process.env['ROTATION_RUNS'] ?? 40);
const seed = Number(process.env['ROTATION_SEED'] ?? 0);

const append = (count = 1, size = 0): Step => ({ do: 'append', count, size, half: false });
const rotate = (how: (typeof rotations)[number], steps = 30): Step => ({ do: 'rotate', how, steps });
const look: Step = { do: 'look', passes: 5 };
const start: Step = { do: 'start' };
const kill: Step = { do: 'kill', after: 0 };
const commit: Step = { do: 'commit' };

/** Orders of events in which lines were lost or doubled once, or that are likely to. */
const stories: [string, Partial<World>, Step[]][] = [
  [
    'a generation that was never seen is found between two that are there packed and not packed',
    {},
    [rotate('rename'), append(), rotate('rename-pack', 5), look, append(), rotate('rename')],
  ],
  [
    'killed after the old file was found in its copy, before anything of it was written down again',
    { pattern: 'app.log*' },
    [rotate('copy-slowly', 0), append(4), { do: 'kill', after: 4 }, append(), start],
  ],
  [
    'packed while the collector is down: the numbers of inodes go to the next files',
    {},
    [
      kill,
      append(),
      rotate('rename-pack'),
      append(),
      rotate('rename-pack'),
      append(),
      rotate('copy'),
      append(),
    ],
  ],
  [
    'the number of a file that was read and is gone goes to one that is not read',
    {},
    [rotate('rename'), append(2), look, commit, kill, rotate('rename-pack'), append(9), rotate('rename')],
  ],
  [
    'copied and emptied twice between two looks',
    {},
    [append(), rotate('copy'), append(3), rotate('copy'), append(5), look],
  ],
  [
    'an empty file that is seen, written to, copied and emptied before the next look',
    {},
    [rotate('rename'), look, look, append(), rotate('copy-slowly')],
  ],
  [
    'lines that end alike: emptied, and grown beyond the place read',
    { maxOpen: 1 },
    [rotate('rename'), append(1, 900), look, rotate('copy', 0), append(1, 900), append(), look],
  ],
  [
    'all begin with the same header, of which alone is known',
    { header: '#Fields: date time' },
    [
      rotate('rename'),
      { do: 'begin' },
      look,
      commit,
      kill,
      append(3),
      rotate('copy'),
      append(2),
      rotate('copy'),
    ],
  ],
  [
    'copied and emptied when the header alone was read, and read on before the folder is looked into',
    { header: '#Fields: date time' },
    [
      rotate('rename'),
      { do: 'begin' },
      look,
      append(2),
      rotate('copy'),
      append(),
      { do: 'read', passes: 3 },
      look,
    ],
  ],
  [
    'rotated empty',
    {},
    [rotate('rename'), look, rotate('rename'), append(), rotate('rename'), kill, rotate('rename'), append(2)],
  ],
  [
    'shifted, packed by halves and looked at between every two steps',
    { pattern: 'app.log*', maxOpen: 1 },
    [rotate('rename'), append(2), rotate('rename'), append(2), rotate('copy-pack', 1)].concat(
      Array.from({ length: 9 }, () => [look, { do: 'step' as const, count: 1 }]).flat(),
    ),
  ],
];

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const simple = ['begin', 'purge', 'start', 'start', 'stop', 'linger', 'commit', 'between'] as const;
const step = fc.oneof<fc.WeightedArbitrary<Step>[]>(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      count: upTo(6),
      size: fc.constantFrom(0, 5, 40, 300, 900),
      half: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('rotate' as const),
      how: fc.constantFrom(...rotations),
      steps: fc.integer({ min: 0, max: 30 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('step' as const), count: upTo(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('tick' as const), ms: fc.constantFrom(1, 4, 100, 10_000) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom<SimpleStep>(...simple) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('kill' as const), after: fc.integer({ min: 0, max: 12 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom<'look' | 'read'>('look', 'look', 'read'),
      passes: upTo(5),
    }),
  },
);
const world = fc.record<World>({
  pattern: fc.constantFrom('app.log', 'app.log', 'app.log*'),
  header: fc.constantFrom('', '', 'h'.repeat(20), 'h'.repeat(300)),
  naming: fc.constantFrom('number', 'number', 'date'),
  maxOpen: fc.constantFrom(1, 8),
});

async function proveAll(t: Test): Promise<void> {
  const usual: World = { pattern: 'app.log', header: '', naming: 'number', maxOpen: 8 };
  for (const [name, change, steps] of stories) await t.resolves(play({ ...usual, ...change }, steps), name);
  const property = fc.asyncProperty(world, fc.array(step, { minLength: 3, maxLength: 25 }), play);
  await t.resolves(
    fc.assert(property, { numRuns: runs, ...(seed > 0 ? { seed } : {}) }),
    'whatever is done to log and collector, each line comes once',
  );
}

t.test('each line exactly once, by inodes with their time of creation', proveAll);

t.test('each line exactly once, where an inode number says nothing', async (t) => {
  forgetBirthTimes();
  t.equal(statSync('/', { bigint: true }).birthtimeNs, 0n);
  await proveAll(t);
});

/** File systems that keep no time of creation give the number of a file that is gone to the next one. */
function forgetBirthTimes(): void {
  const prototype = Object.getPrototypeOf(statSync('/', { bigint: true })) as object;
  Object.defineProperty(prototype, 'birthtimeNs', { get: () => 0n, set: () => undefined });
}
