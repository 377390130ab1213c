import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import t from 'tap';
import { type EvtxOptions, readEvtx } from '../../../../collectors/windows/evtx/read.js';
import { readRecords } from '../../../../collectors/windows/evtx/records.js';
import type { EvtxInput, EvtxSource } from '../../../../collectors/windows/evtx/source.js';
import { buildChunk, buildFile, plainRecord, seal } from './build.js';

const chunkBytes = 65_536;
const texts = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `text ${from + n}`);
const chunk = (from: number, count: number): Buffer => buildChunk(texts(from, count).map(plainRecord), from);
const xmlOf = (from: number, count: number): string[] =>
  texts(from, count).map((text) => `<Event><Data>${text}</Data></Event>`);

async function read(input: EvtxInput, options?: EvtxOptions) {
  const reading = readEvtx(input, options);
  const xml: string[] = [];
  const suspect: boolean[] = [];
  for await (const record of reading) {
    xml.push(record.xml());
    suspect.push(record.fromDamagedChunk);
  }
  const { damages, ...counts } = reading.summary;
  return { xml, suspect, damages, counts };
}

/** Offset in the chunk of its n-th record, from 0. */
function recordAt(bytes: Buffer, n: number): number {
  let at = 512;
  for (let k = 0; k < n; k++) at += bytes.readUInt32LE(at + 4);
  return at;
}

t.test('a whole file: path, open file and content alike', async (t) => {
  const file = buildFile([chunk(1, 5), Buffer.alloc(chunkBytes), chunk(6, 3)]);
  const folder = mkdtempSync(join(tmpdir(), 'evtx-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.evtx');
  writeFileSync(path, file);
  const handle = await open(path);
  t.teardown(() => handle.close());
  for (const input of [path, handle, file]) {
    const { xml, damages, counts } = await read(input);
    t.strictSame(xml, xmlOf(1, 8));
    t.strictSame(damages, []);
    t.strictSame(counts, {
      records: 8,
      damagedRecords: 0,
      staleRecords: 0,
      chunks: 2,
      damagedChunks: 0,
      emptyChunks: 1,
      missingChunks: 0,
      dirty: false,
      bytes: file.length,
      damagesOmitted: 0,
    });
  }
  const { bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
  t.equal(bytesRead, 8, 'a file that the caller opened stays open');
});

t.test('content that comes piece by piece, as from an archive', async (t) => {
  const file = buildFile([chunk(1, 5), chunk(6, 3)]);
  for (const size of [511, 4097, 70_000, 1_000_000]) {
    let closed = false;
    async function* pieces(): AsyncGenerator<Uint8Array> {
      try {
        for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
        yield new Uint8Array(0);
      } finally {
        closed = true;
      }
    }
    const { xml, counts } = await read(pieces());
    t.strictSame(xml, xmlOf(1, 8), `${size} bytes at once`);
    t.equal(counts.bytes, file.length);
    t.ok(closed);
    closed = false;
    for await (const record of readEvtx(pieces())) if (record.recordId === 2) break;
    t.ok(closed, 'also when the reader stops early');
  }
  t.strictSame((await read(Readable.from([file.subarray(0, 9), file.subarray(9)]))).xml, xmlOf(1, 8));
  const broken = new Readable({ read: () => broken.destroy(new Error('unexpected end of archive')) });
  await t.rejects(read(broken), { code: 'FILE_UNREADABLE', message: /unexpected end of archive/ });
});

t.test('a record tells where it is', async (t) => {
  const second = chunk(3, 2);
  const found: object[] = [];
  for await (const record of readEvtx(buildFile([chunk(1, 2), second]))) {
    const { recordId, time, chunkOffset, offset, fromDamagedChunk } = record;
    found.push({ recordId, time, chunkOffset, offset, fromDamagedChunk });
  }
  t.strictSame(found[3], {
    recordId: 4,
    time: Date.parse('2019-04-17T18:40:00Z'),
    chunkOffset: 4096 + chunkBytes,
    offset: 4096 + chunkBytes + recordAt(second, 1),
    fromDamagedChunk: false,
  });
});

t.test('readRecords hands on Event XML as UTF-8', async (t) => {
  const records: object[] = [];
  const file = buildFile([buildChunk([plainRecord('Grüße & 日本'), plainRecord('x')], 41)]);
  let counted = -1;
  for await (const { raw, ...rest } of readRecords(file, { onEnd: ({ records }) => (counted = records) })) {
    records.push({ ...rest, xml: Buffer.from(raw).toString('utf8') });
  }
  t.strictSame(records, [
    { format: 'windows-xml', dataset: '', record: 1, xml: '<Event><Data>Grüße &amp; 日本</Data></Event>' },
    { format: 'windows-xml', dataset: '', record: 2, xml: '<Event><Data>x</Data></Event>' },
  ]);
  t.equal(counted, 2);
});

t.test('what is no .evtx file or cannot be read is refused by name', async (t) => {
  const broken: EvtxSource = {
    read: () => Promise.reject(new Error('I/O error')),
  };
  const later: EvtxSource = {
    read: async (buffer, offset, length, position) => {
      if (position > 4096 + chunkBytes) throw new Error('disk is gone');
      const part = whole.subarray(position, position + length);
      buffer.set(part, offset);
      return { bytesRead: part.length };
    },
  };
  const whole = buildFile([chunk(1, 1), chunk(2, 1), chunk(3, 1)]);
  await t.rejects(read(later), { code: 'FILE_UNREADABLE', message: /disk is gone \(at byte 135168\)/ });
  for await (const record of readEvtx(later)) if (record.recordId === 2) break;
  await t.rejects(read('/nonexistent/a.evtx'), {
    code: 'FILE_UNREADABLE',
    message: /\/nonexistent\/a\.evtx/,
  });
  await t.rejects(read(tmpdir()), { code: 'FILE_UNREADABLE' });
  await t.rejects(read(broken), { code: 'FILE_UNREADABLE', message: /I\/O error \(at byte 0\)/ });
  await t.rejects(read(Buffer.alloc(0)), { code: 'FILE_UNREADABLE', message: /is empty/ });
  await t.rejects(read(Buffer.from('ElfFil')), { code: 'FILE_UNREADABLE', message: /cut off/ });
  await t.rejects(read(Buffer.alloc(200_000, 'line\n')), { code: 'FILE_UNREADABLE', message: /ElfFile/ });
});

t.test('a damaged file header does not keep the chunks from being read', async (t) => {
  for (const [at, reason] of [
    [0, /ElfFile/],
    [42, /checksum/],
  ] as const) {
    const file = buildFile([chunk(1, 5)]);
    file[at]! ^= 0xff;
    const { xml, damages } = await read(file);
    t.strictSame(xml, xmlOf(1, 5));
    t.match(damages[0], { kind: 'file-header', offset: 0, lost: 0, reason });
  }
});

t.test('a damaged chunk header: records are found all the same', async (t) => {
  for (const [at, reason] of [
    [0, /ElfChnk/],
    [32, /header has a wrong checksum/],
    [50, /impossible end of records/],
  ] as const) {
    const bad = chunk(1, 5);
    bad[at]! ^= 0xff;
    const { xml, suspect, damages, counts } = await read(buildFile([bad, chunk(6, 2)]));
    t.strictSame(xml, xmlOf(1, 7));
    t.strictSame(suspect, [true, true, true, true, true, false, false]);
    t.match(damages, [{ kind: 'chunk', offset: 4096, lost: 0, reason }]);
    t.match(counts, { records: 7, damagedRecords: 0, chunks: 2, damagedChunks: 1 });
  }
});

t.test(
  'a chunk of which neither the header nor any record can be known is no chunk without records',
  async (t) => {
    const bad = chunk(1, 2);
    bad[0]! ^= 0xff;
    for (let at = bad.indexOf('**\0\0'); at >= 0; at = bad.indexOf('**\0\0', at)) bad[at] = 0x2b;
    const { xml, damages, counts } = await read(buildFile([bad, chunk(3, 1)]));
    t.strictSame(xml, xmlOf(3, 1));
    t.match(damages, [{ kind: 'chunk' }, { kind: 'record', lost: 2, reason: /not a record/ }]);
    t.match(counts, { records: 1, damagedRecords: 2, damagedChunks: 1 });
  },
);

t.test('a changed byte in a record shows in the checksum; the record says it is suspect', async (t) => {
  const bad = chunk(1, 3);
  bad[bad.indexOf(Buffer.from('text 2', 'utf16le'))] = 0x54;
  const { xml, suspect, damages } = await read(buildFile([bad]));
  t.equal(xml[1], '<Event><Data>Text 2</Data></Event>');
  t.strictSame(suspect, [true, true, true]);
  t.match(damages, [{ kind: 'chunk', reason: /records have a wrong checksum/ }]);
});

t.test('broken frames: the next whole record is found, the lost ones are counted by the ids', async (t) => {
  for (const [what, spoil] of [
    ['signature', (bytes: Buffer) => bytes.fill(0, recordAt(bytes, 2), recordAt(bytes, 2) + 1)],
    ['length', (bytes: Buffer) => bytes.writeUInt32LE(0xffff_fff0, recordAt(bytes, 2) + 4)],
    ['second length', (bytes: Buffer) => bytes.writeUInt32LE(1, recordAt(bytes, 3) - 4)],
    ['record id', (bytes: Buffer) => bytes.fill(0xff, recordAt(bytes, 2) + 8, recordAt(bytes, 2) + 16)],
  ] as const) {
    const bad = chunk(1, 6);
    spoil(bad);
    const { xml, damages, counts } = await read(buildFile([seal(bad)]));
    t.strictSame(xml, [...xmlOf(1, 2), ...xmlOf(4, 3)], what);
    t.match(damages, [{ kind: 'record', offset: 4096 + recordAt(chunk(1, 6), 2), lost: 1 }], what);
    t.match(counts, { records: 5, damagedRecords: 1, damagedChunks: 0 }, what);
  }
  const gap = chunk(1, 10);
  gap.fill(0xee, recordAt(gap, 3), recordAt(gap, 7));
  const { xml, damages, counts } = await read(buildFile([gap]));
  t.strictSame(xml, [...xmlOf(1, 3), ...xmlOf(8, 3)]);
  t.match(damages[1], { kind: 'record', lost: 4, reason: /not a record/ });
  t.match(counts, { records: 6, damagedRecords: 4, damagedChunks: 1 });
});

t.test('a file that is cut off: in a record, between records, between chunks', async (t) => {
  const last = chunk(4, 6);
  const file = buildFile([chunk(1, 3), last]);
  const start = 4096 + chunkBytes;
  for (const [length, whole] of [
    [start + recordAt(last, 2) + 20, 2],
    [start + recordAt(last, 4), 4],
    [start + recordAt(last, 5) + 3, 5],
    [start + recordAt(last, 6), 6],
    [file.length - 1, 6],
  ] as const) {
    const { xml, damages, counts } = await read(file.subarray(0, length));
    t.strictSame(xml, xmlOf(1, 3 + whole), `${length}`);
    t.match(counts, { records: 3 + whole, damagedRecords: 6 - whole, damagedChunks: 1, bytes: length });
    t.match(damages[0], { kind: 'chunk', offset: start, reason: /cut off after/ });
  }
  const { xml, damages, counts } = await read(file.subarray(0, start));
  t.strictSame(xml, xmlOf(1, 3));
  t.match(counts, { records: 3, damagedChunks: 0, missingChunks: 1 });
  t.match(damages, [{ kind: 'end', offset: start, reason: /1 of 2 chunks/ }]);
});

t.test('a file that was not closed: records behind the end that the chunk header names', async (t) => {
  const behind = chunk(1, 6);
  behind.writeUInt32LE(recordAt(behind, 4), 48);
  behind.writeBigUInt64LE(4n, 32);
  seal(behind);
  const open = await read(buildFile([behind], { dirty: true }));
  t.strictSame(open.xml, xmlOf(1, 6));
  t.match(open.counts, { records: 6, damagedRecords: 0, dirty: true });
  const closed = await read(buildFile([behind]));
  t.strictSame(closed.xml, xmlOf(1, 4), 'in a closed file they are left over');
});

t.test('left-over records of an earlier use of the chunk are not taken for new ones', async (t) => {
  const aligned = chunk(101, 8);
  const used = recordAt(chunk(201, 3), 3);
  chunk(201, 3).copy(aligned, 0, 0, used);
  const misaligned = chunk(1, 8);
  chunk(201, 3).copy(misaligned, 0, 0, used);
  for (const [reused, stale] of [
    [aligned, 5],
    [misaligned, 0],
  ] as const) {
    const { xml, counts } = await read(buildFile([reused], { dirty: true }));
    t.strictSame(xml, xmlOf(201, 3));
    t.match(counts, { records: 3, damagedRecords: 0, damagedChunks: 0, staleRecords: stale });
  }
  aligned[32]! ^= 0xff;
  const { xml, counts } = await read(buildFile([aligned]));
  t.strictSame(xml, xmlOf(201, 3), 'also when the chunk header is damaged');
  t.match(counts, { records: 3, damagedRecords: 0, damagedChunks: 1, staleRecords: 5 });
});

t.test('the summary keeps 1,000 places and counts the others; the callback gets all', async (t) => {
  const chunks = Array.from({ length: 60 }, (_, n) => {
    const records = Array.from({ length: 20 }, () => (w: { u8(value: number): unknown }) => void w.u8(0x1f));
    return buildChunk(records, 1 + 20 * n);
  });
  let called = 0;
  const { damages, counts } = await read(buildFile(chunks), { onDamage: () => called++ });
  t.equal(called, 1200);
  t.equal(damages.length, 1000);
  t.match(counts, { damagedRecords: 1200, damagesOmitted: 200, records: 0, damagedChunks: 0 });
});

t.test('a file is closed when the reader stops early, and read no further', async (t) => {
  let reads = 0;
  const file = buildFile(Array.from({ length: 50 }, (_, n) => chunk(1 + 5 * n, 5)));
  const source: EvtxSource = {
    read: async (buffer, offset, length, position) => {
      reads++;
      const part = file.subarray(position, position + length);
      buffer.set(part, offset);
      return { bytesRead: part.length };
    },
  };
  for await (const record of readEvtx(source)) if (record.recordId === 7) break;
  t.equal(reads, 4, 'file header, two chunks and the one ahead');
});
