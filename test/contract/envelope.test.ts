import fc from 'fast-check';
import t from 'tap';
import { type Batch, decodeBatch, encodeBatch, formats, transports } from '../../server/contract/envelope.js';
import { GrundwachtError } from '../../server/contract/errors.js';

const batches: fc.Arbitrary<Batch> = fc.record({
  collector: fc.string({ unit: 'grapheme' }),
  epoch: fc.uuid(),
  sequence: fc.nat(),
  records: fc.array(
    fc.record({
      source: fc.string({ unit: 'grapheme' }),
      transport: fc.constantFrom(...(Object.keys(transports) as (keyof typeof transports)[])),
      format: fc.constantFrom(...(Object.keys(formats) as (keyof typeof formats)[])),
      dataset: fc.string(),
      received: fc.integer({ min: 0, max: 4e12 }),
      truncated: fc.boolean(),
      raw: fc.uint8Array({ maxLength: 300 }),
    }),
  ),
});

const plain = (batch: Batch) => ({
  ...batch,
  records: batch.records.map((r) => ({ ...r, raw: [...r.raw] })),
});

t.test('a batch comes back as it went, byte for byte', async (t) => {
  fc.assert(
    fc.property(batches, (batch) => {
      t.strictSame(plain(decodeBatch(encodeBatch(batch))), plain(batch));
    }),
    { numRuns: 200 },
  );
});

t.test('foreign, cut and altered bytes are refused with their place, never with another error', async (t) => {
  const good = encodeBatch(fc.sample(batches, { numRuns: 1, seed: 7 })[0]!);
  for (let n = 0; n < good.length; n++) {
    t.throws(() => decodeBatch(good.subarray(0, n)), { code: 'BATCH_MALFORMED', message: /at byte \d+/ });
  }
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const bytes = Buffer.from(good);
      bytes[at]! ^= flip;
      try {
        decodeBatch(bytes);
      } catch (error) {
        t.ok(error instanceof GrundwachtError && error.code === 'BATCH_MALFORMED');
      }
    }),
  );
});

t.test('a receipt time that no event can have is refused', async (t) => {
  const [batch] = fc.sample(batches, { numRuns: 1, seed: 7 });
  const record = {
    source: 'a',
    transport: 'udp',
    format: 'line',
    dataset: '',
    truncated: false,
    raw: Buffer.from('x'),
  } as const;
  for (const received of [
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Date.parse('9999-12-31T23:59:59.999Z') + 1,
  ]) {
    const bytes = encodeBatch({ ...batch!, records: [{ ...record, received }] });
    t.throws(
      () => decodeBatch(bytes),
      { code: 'BATCH_MALFORMED', message: /receipt time/ },
      String(received),
    );
  }
});
