import fc from 'fast-check';
import t from 'tap';
import { fuzz } from './fuzz.js';
import { mutate } from './mutate.js';
import { Random } from './random.js';
import { runTarget, targetNames } from './run.js';
import { hold, isRefusal, type Target } from './target.js';
import { targets } from './targets.js';

/** For each target; hours by `npm run fuzz -- --seconds N`. */
const seconds = Number(process.env['FUZZ_SECONDS'] ?? 1);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_122);

t.test('the fuzzer finds what is hidden behind bytes that it has to find one by one', async (t) => {
  let tried = 0;
  const target: Target = {
    name: 'hidden',
    seeds: () => [Buffer.from('seed')],
    words: ['CEF:'],
    longest: 64,
    limit: 1e9,
    run(bytes) {
      tried++;
      if (bytes.includes('CEF:') && bytes.includes('CEF:CEF:')) throw new TypeError('found');
    },
  };
  const { findings } = await fuzz(target, { seconds: 20, seed });
  t.match(findings, [{ kind: 'crash', detail: /TypeError: found/ }]);
  t.equal(findings[0]?.input.toString(), 'CEF:CEF:', 'in its shortest form');
  t.ok(tried > 10);
});

t.test('changes keep to the limit, and a seed repeats them', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer(), (bytes, n) => {
      const make = () =>
        mutate(Buffer.from(bytes), new Random(n), {
          corpus: [Buffer.from('corpus')],
          words: [Buffer.from('w')],
          longest: 100,
        });
      const changed = make();
      hold(changed.length <= 100, 'the limit');
      return changed.equals(make());
    }),
  );
});

t.test('every parser: whatever the bytes are, a refusal and no fault', async (t) => {
  t.comment(`seed ${seed}, ${seconds} s each`);
  for (const name of targetNames()) {
    const { findings, inputs } = await runTarget(name, seconds, seed);
    t.same(
      findings.map(
        ({ kind, detail, input }) => `${kind} ${detail} ${input.toString('base64').slice(0, 400)}`,
      ),
      [],
      `${name}: ${inputs} inputs`,
    );
  }
});

t.test('every parser: bytes of any kind', async (t) => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 200 }).map((text) => new Uint8Array(Buffer.from(text))),
    fc.json().map((text) => new Uint8Array(Buffer.from(text))),
  );
  for (const target of targets) {
    const property = fc.asyncProperty(bytes, async (input) => {
      try {
        await target.run(Buffer.from(input));
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
    });
    await t.resolves(fc.assert(property, { numRuns: 60 }), target.name);
  }
});
