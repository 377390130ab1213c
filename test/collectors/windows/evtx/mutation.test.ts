import fc from 'fast-check';
import t from 'tap';
import { readEvtx } from '../../../../collectors/windows/evtx/read.js';
import {
  chunkBytes,
  fileHeaderBytes,
  fileOf,
  independentOf,
  type RealChunk,
  realChunks,
} from './real-chunks.js';
import { noRecordings } from './recordings.js';
import { xmlElements } from './xml-tree.js';

/** GRUNDWACHT_FUZZ_RUNS=20000 for a long run. */
const numRuns = Number(process.env['GRUNDWACHT_FUZZ_RUNS'] ?? 240);

const chunks: readonly RealChunk[] = noRecordings === false ? await realChunks() : [];
const numbered = (of: readonly RealChunk[]): fc.Arbitrary<RealChunk> =>
  fc.nat().map((n) => of[n % of.length]!);
/** Most recordings are short: half of the chunks shall be full ones. */
const anyChunk = fc.oneof(numbered(chunks), numbered(chunks.filter(({ records }) => records.length >= 20)));

/** Damages a chunk. */
type Change = (chunk: Buffer) => void;

const headerBytes = 512;
const sector = 512;
/** Behind the last record is nothing that could be damaged. */
const endOf = (chunk: Buffer): number => chunk.readUInt32LE(48);
/** The flags of a chunk's header are in no checksum. */
const isFlag = (at: number): boolean => at >= 120 && at < 124;

const bytesChanged = fc
  .array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 20 })
  .map((all) => (chunk: Buffer) => {
    const end = endOf(chunk);
    for (const [n, flip] of all) if (!isFlag(n % end)) chunk[n % end]! ^= flip;
  });
/** Offsets and lengths are where a parser goes astray. */
const offsetsChanged = fc
  .array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 0x1_0010 })), { minLength: 1, maxLength: 5 })
  .map((all) => (chunk: Buffer) => {
    const room = endOf(chunk) - headerBytes - 4;
    for (const [n, value] of all) chunk.writeUInt32LE(value, headerBytes + (n % room));
  });
/** @returns where some sectors of the chunk with records in them begin and end */
function sectorsOf(chunk: Buffer, n: number, count: number): [from: number, to: number] {
  const from = (1 + (n % (Math.ceil(endOf(chunk) / sector) - 1))) * sector;
  return [from, Math.min(from + count * sector, chunkBytes)];
}

const someSectors = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 20 }));
const sectorsLost = someSectors.map(([n, count]) => (chunk: Buffer) => {
  chunk.fill(0, ...sectorsOf(chunk, n, count));
});
/** Other record ids come along: how many records are lost cannot be told from them. */
const sectorsOfAnother = fc.tuple(someSectors, anyChunk).map(([[n, count], other]) => (chunk: Buffer) => {
  const [from, to] = sectorsOf(chunk, n, count);
  other.bytes.copy(chunk, from, from, to);
});

const changes = fc.oneof(
  ...[bytesChanged, offsetsChanged, sectorsLost].map((change) => fc.tuple(change, fc.constant(true))),
  fc.tuple(sectorsOfAnother, fc.constant(false)),
);

interface Read {
  at: number;
  xml: string;
  suspect: boolean;
}

/** @returns the records by chunk, and what the summary counts */
async function read(file: Buffer) {
  const reading = readEvtx(file);
  const found: Read[][] = [];
  for await (const record of reading) {
    record.toObject();
    const chunk = (record.chunkOffset - fileHeaderBytes) / chunkBytes;
    const own = found[chunk] ?? [];
    found[chunk] = own;
    own.push({ at: record.offset - record.chunkOffset, xml: record.xml(), suspect: record.fromDamagedChunk });
  }
  return { found, summary: reading.summary };
}

const isWhole = (found: readonly Read[] | undefined, { records }: RealChunk): boolean =>
  found?.length === records.length &&
  records.every(({ at, xml }, i) => found[i]!.at === at && found[i]!.xml === xml && !found[i]!.suspect);

t.test(
  'a chunk of a real log is damaged: the others are whole, nothing changes unnoticed, all is counted',
  { skip: noRecordings, timeout: 280_000 },
  async (t) => {
    let [damaged, altered, kept] = [0, 0, 0];
    const property = fc.asyncProperty(
      anyChunk,
      anyChunk,
      anyChunk,
      changes,
      async (before, chunk, after, [change, countable]) => {
        const bytes = Buffer.from(chunk.bytes);
        change(bytes);
        const { found, summary } = await read(fileOf([before.bytes, bytes, after.bytes]));
        if (!isWhole(found[0], before) || !isWhole(found[2], after)) return false;
        if (bytes.equals(chunk.bytes)) return isWhole(found[1], chunk);
        const originals = new Map(chunk.records.map(({ at, xml }) => [at, xml]));
        for (const { at, xml, suspect } of found[1] ?? []) {
          if (originals.get(at) === xml) kept++;
          else {
            // A sector of another chunk can bring records of its own along.
            altered++;
            xmlElements(xml);
            if (!suspect) return false;
          }
        }
        damaged += summary.damagedChunks;
        const accounted = (found[1]?.length ?? 0) + summary.damagedRecords + summary.staleRecords;
        return accounted >= chunk.records.length || !countable;
      },
    );
    await fc.assert(property, { numRuns });
    t.ok(damaged > 0.9 * numRuns, `${damaged} of ${numRuns} chunks were recognised as damaged`);
    t.ok(kept > 5 * numRuns, `${kept} records as before, ${altered} altered and marked`);
  },
);

t.test(
  'a record of a real log is destroyed: none is lost with it but those that use its names and templates',
  { skip: noRecordings, timeout: 280_000 },
  async (t) => {
    let [destroyed, saved] = [0, 0];
    const pick = fc.nat();
    const content = fc.constantFrom<Change>(
      (bytes) => bytes.fill(0),
      (bytes) => bytes.fill(0xff),
      (bytes) => bytes.reverse(),
    );
    const property = fc.asyncProperty(
      anyChunk,
      pick,
      content,
      fc.boolean(),
      async (chunk, n, spoil, frame) => {
        const number = n % chunk.records.length;
        const { at, end } = chunk.records[number]!;
        const bytes = Buffer.from(chunk.bytes);
        // With its frame the reader also has to find where the next record begins.
        spoil(frame ? bytes.subarray(at, end) : bytes.subarray(at + 24, end - 4));
        const { found, summary } = await read(fileOf([bytes]));
        const records = new Map((found[0] ?? []).map((record) => [record.at, record.xml]));
        destroyed++;
        for (const other of independentOf(chunk, number)) {
          const { at: place, xml } = chunk.records[other]!;
          if (records.get(place) !== xml) return false;
          saved++;
        }
        return (
          !records.has(at) &&
          summary.damagedRecords + records.size === chunk.records.length &&
          summary.damagedChunks === 1
        );
      },
    );
    await fc.assert(property, { numRuns: numRuns / 2 });
    t.ok(saved > 5 * destroyed, `${saved} records beside ${destroyed} destroyed ones are as before`);
  },
);
