import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEvtx } from '../../collectors/windows/evtx/read.js';
import { readRecords } from '../../collectors/windows/evtx/records.js';
import {
  attackRecordings,
  noRecordings,
  regressionRecordings,
} from '../collectors/windows/evtx/recordings.js';

const fileHeaderBytes = 4096;
const chunkBytes = 65_536;
const fileBytes = 48 * 1024 * 1024;

/** One log of the size that a busy server writes, made of the chunks of all recordings: chunks stand alone. */
function writeLog(folder: string): string {
  const files = [...attackRecordings(), ...regressionRecordings()].map((path) => readFileSync(path));
  const chunks = files.flatMap((bytes) => {
    const count = Math.floor((bytes.length - fileHeaderBytes) / chunkBytes);
    return Array.from({ length: count }, (_, n) =>
      bytes.subarray(fileHeaderBytes + n * chunkBytes, fileHeaderBytes + (n + 1) * chunkBytes),
    ).filter((chunk) => chunk.toString('latin1', 0, 7) === 'ElfChnk');
  });
  const round = Buffer.concat(chunks);
  const rounds = Math.ceil(fileBytes / round.length);
  const header = files[0]!.subarray(0, fileHeaderBytes);
  const path = join(folder, 'bench.evtx');
  writeFileSync(path, Buffer.concat([header, ...Array.from({ length: rounds }, () => round)]));
  return path;
}

async function measure(run: () => Promise<number>): Promise<{ records: number; perSecond: number }> {
  await run();
  let best = Number.POSITIVE_INFINITY;
  let records = 0;
  for (let round = 0; round < 3; round++) {
    const start = process.cpuUsage();
    records = await run();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1e6);
  }
  return { records, perSecond: Math.round(records / best) };
}

async function main(): Promise<void> {
  if (noRecordings !== false) {
    console.log(JSON.stringify({ skipped: noRecordings }));
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'evtx-bench-'));
  try {
    const path = writeLog(folder);
    const count = async (each: (record: { xml(): string; toObject(): object }) => void): Promise<number> => {
      let records = 0;
      for await (const record of readEvtx(path)) {
        each(record);
        records++;
      }
      return records;
    };
    const framed = await measure(() => count(() => {}));
    const xml = await measure(() => count((record) => record.xml()));
    const object = await measure(() => count((record) => record.toObject()));
    const raw = await measure(async () => {
      let records = 0;
      for await (const record of readRecords(path)) if (record.raw.length > 0) records++;
      return records;
    });
    console.log(
      JSON.stringify({
        records: framed.records,
        parse_only_records_per_cpu_second: framed.perSecond,
        xml_records_per_cpu_second: xml.perSecond,
        object_records_per_cpu_second: object.perSecond,
        raw_records_per_cpu_second: raw.perSecond,
        rss_mb: Math.round(process.memoryUsage().rss / 2 ** 20),
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
