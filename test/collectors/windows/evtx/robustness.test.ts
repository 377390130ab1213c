import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { readEvtx } from '../../../../collectors/windows/evtx/read.js';
import type { EvtxSummary } from '../../../../collectors/windows/evtx/summary.js';
import { GrundwachtError } from '../../../../server/contract/errors.js';
import { attackRecordings, noRecordings, regressionRecordings } from './recordings.js';
import { xmlElements } from './xml-tree.js';

const chunkAt = 4096;

/** Reads all a file has, rendered both ways; undefined when it is refused as no .evtx file. */
async function readAll(file: Buffer): Promise<EvtxSummary | undefined> {
  const reading = readEvtx(file);
  try {
    for await (const record of reading) {
      xmlElements(record.xml());
      record.toObject();
    }
  } catch (error) {
    if (error instanceof GrundwachtError && error.code === 'FILE_UNREADABLE') return undefined;
    throw error;
  }
  return reading.summary;
}

/** The smallest files with a few records: a fault in one is likely to hit something. */
function smallFile(records: number): Buffer {
  for (const path of [...regressionRecordings(), ...attackRecordings()]) {
    const file = readFileSync(path);
    const count = Number(file.readBigUInt64LE(chunkAt + 32) - file.readBigUInt64LE(chunkAt + 24)) + 1;
    if (count >= records && count < 3 * records && file.length <= 69_632) return file;
  }
  throw new Error(`no small recording with ${records} records`);
}

const recordsIn = (file: Buffer): number =>
  Number(file.readBigUInt64LE(chunkAt + 32) - file.readBigUInt64LE(chunkAt + 24)) + 1;

/** No checksum covers the flags of the headers and the rest of the file header's block. */
const isUnchecked = (at: number): boolean =>
  (at >= 120 && at < 124) || (at >= 128 && at < chunkAt) || (at >= chunkAt + 120 && at < chunkAt + 124);

/** A damaged header can make left-over bytes behind the records look like one damaged record more. */
const accountsFor = (summary: EvtxSummary, records: number): boolean =>
  summary.records + summary.damagedRecords + summary.staleRecords >= records && summary.records <= records;

t.test('however a file is cut off, each record is parsed or counted', { skip: noRecordings }, async (t) => {
  const file = smallFile(6);
  const records = recordsIn(file);
  const end = chunkAt + file.readUInt32LE(chunkAt + 48);
  const bad: string[] = [];
  for (let length = 0; length <= file.length; length += length > end + 16 ? 997 : length < chunkAt ? 61 : 3) {
    const summary = await readAll(file.subarray(0, length));
    if (length < 128) {
      if (summary !== undefined) bad.push(`${length}: taken for an .evtx file`);
    } else if (summary === undefined) bad.push(`${length}: refused`);
    else if (length >= chunkAt + 512 && summary.records + summary.damagedRecords !== records) {
      bad.push(`${length}: ${summary.records} + ${summary.damagedRecords} of ${records}`);
    } else if (length < chunkAt + 512 && summary.missingChunks + summary.damagedChunks !== 1) {
      bad.push(`${length}: the chunk is not missed`);
    }
  }
  t.strictSame(bad, []);
});

t.test('one changed byte anywhere: each record is parsed or counted', { skip: noRecordings }, async (t) => {
  const file = smallFile(6);
  const records = recordsIn(file);
  const end = chunkAt + file.readUInt32LE(chunkAt + 48);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: end - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, flip) => {
        const bytes = Buffer.from(file);
        bytes[at]! ^= flip;
        const summary = await readAll(bytes);
        if (summary === undefined || !accountsFor(summary, records)) return false;
        const { damagedChunks, damagedRecords, damages } = summary;
        if (isUnchecked(at)) return true;
        return at >= chunkAt ? damagedChunks + damagedRecords > 0 : damages.length > 0;
      },
    ),
    { numRuns: 1500 },
  );
  t.pass('1,500 files');
});

t.test('many changed bytes: no crash, no hang, well-formed XML', { skip: noRecordings }, async (t) => {
  const file = smallFile(6);
  const end = chunkAt + file.readUInt32LE(chunkAt + 48);
  const change = fc.record({
    at: fc.integer({ min: 4096, max: end - 4 }),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      // Offsets and lengths are where a parser goes astray.
      fc.integer({ min: 0, max: 0x1_0010 }).map((n) => new Uint8Array(Uint32Array.of(n).buffer)),
      fc.constantFrom(0x41, 0x01, 0x0c, 0x0d, 0x0e, 0x21, 0xff).map((n) => Uint8Array.of(n)),
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 40 }), async (changes) => {
      const bytes = Buffer.from(file);
      for (const { at, bytes: changed } of changes) bytes.set(changed, at);
      const summary = await readAll(bytes);
      return summary !== undefined && summary.chunks === 1;
    }),
    { numRuns: 1000 },
  );
  t.pass('1,000 files');
});

t.test('bytes that only begin like a chunk', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), fc.boolean(), async (noise, signature) => {
      const file = Buffer.alloc(chunkAt + 512 + noise.length);
      file.write('ElfFile\0', 0, 'latin1');
      file.write('ElfChnk\0', chunkAt, 'latin1');
      file.set(noise, chunkAt + 512);
      if (signature && noise.length > 4) file.writeUInt32LE(0x2a2a, chunkAt + 512);
      const summary = await readAll(file);
      return summary !== undefined && summary.records === 0 && summary.damagedChunks === 1;
    }),
    { numRuns: 300 },
  );
  t.pass('300 files');
});

t.test('memory does not grow with the file', { skip: noRecordings }, async (t) => {
  const file = smallFile(6);
  const chunk = file.subarray(chunkAt, chunkAt + 65_536);
  const chunks = 3000;
  let largest = 0;
  const source = {
    read: async (buffer: Buffer, offset: number, length: number, position: number) => {
      const part =
        position < chunkAt
          ? file.subarray(position, Math.min(position + length, chunkAt))
          : position < chunkAt + chunks * 65_536
            ? chunk
            : chunk.subarray(0, 0);
      buffer.set(part, offset);
      largest = Math.max(largest, process.memoryUsage().arrayBuffers);
      return { bytesRead: part.length };
    },
  };
  const before = process.memoryUsage().arrayBuffers;
  let records = 0;
  for await (const _record of readEvtx(source)) records++;
  t.equal(records, chunks * recordsIn(file));
  t.ok(largest - before < 96 * 2 ** 20, `${Math.round((largest - before) / 2 ** 20)} MiB for 188 MiB`);
});
