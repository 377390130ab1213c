import { readFileSync } from 'node:fs';
import t from 'tap';
import type { EventValue } from '../../../../collectors/windows/evtx/binxml/render-object.js';
import { readEvtx } from '../../../../collectors/windows/evtx/read.js';
import { attackRecordings, noRecordings, regressionRecordings } from './recordings.js';
import { xmlElements } from './xml-tree.js';

/** What the chunk headers say is in the file. */
function announcedRecords(path: string): number {
  const bytes = readFileSync(path);
  let records = 0;
  for (let at = 4096; at + 512 <= bytes.length; at += 65_536) {
    if (bytes.toString('latin1', at, at + 7) !== 'ElfChnk') continue;
    const first = bytes.readBigUInt64LE(at + 24);
    const last = bytes.readBigUInt64LE(at + 32);
    if (last !== 0xffff_ffff_ffff_ffffn) records += Number(last - first) + 1;
  }
  return records;
}

function leaves(value: EventValue, into: string[]): string[] {
  if (Array.isArray(value)) for (const item of value) leaves(item, into);
  else if (value !== null && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) {
      if (key !== 'System' && key !== '#attributes') into.push(key.replace(/^#text$/, ''));
      leaves(member, into);
    }
  } else if (value !== null) into.push(String(value));
  return into;
}

/** What XML cannot say, the XML says as U+FFFD. */
const sayable = (text: string): string => text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '\ufffd');

t.test('every recording parses completely', { skip: noRecordings }, async (t) => {
  for (const [recordings, atLeast] of [
    [attackRecordings(), 88],
    [regressionRecordings(), 87],
  ] as const) {
    t.ok(recordings.length >= atLeast, `${recordings.length} files`);
    for (const path of recordings) {
      const reading = readEvtx(path);
      let records = 0;
      for await (const _record of reading) records++;
      t.equal(records, announcedRecords(path), path);
      const { damagedRecords, damagedChunks, staleRecords, missingChunks, damages, bytes } = reading.summary;
      t.strictSame(
        { damagedRecords, damagedChunks, staleRecords, missingChunks, damages },
        { damagedRecords: 0, damagedChunks: 0, staleRecords: 0, missingChunks: 0, damages: [] },
        path,
      );
      t.equal(bytes, readFileSync(path).length);
    }
  }
});

t.test('the XML is well-formed, and the object says the same', { skip: noRecordings }, async (t) => {
  let compared = 0;
  for (const path of [...attackRecordings(), ...regressionRecordings()]) {
    for await (const record of readEvtx(path)) {
      const inXml = xmlElements(record.xml())
        .flatMap(({ text, attributes }) => [text, ...attributes.map(([, value]) => value)])
        .filter((text) => text !== '');
      const inObject = new Set(leaves(record.toObject(), []).map(sayable));
      const missing = inXml.filter((text) => !inObject.has(text));
      if (missing.length > 0) t.strictSame(missing, [], `${path}, record ${record.recordId}`);
      compared += inXml.length;
    }
  }
  t.ok(compared > 60_000, `${compared} values compared`);
});
