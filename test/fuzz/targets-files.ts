import { readEventXml } from '../../collectors/file/event-xml.js';
import { readJsonValues } from '../../collectors/file/json-values.js';
import { readEvtx } from '../../collectors/windows/evtx/read.js';
import { decodeBatch, encodeBatch } from '../../server/contract/envelope.js';
import { loadRules } from '../../server/detect/rules.js';
import { nodeCrypto } from '../../server/evidence/signer.js';
import { verifyPackage } from '../../server/evidence/verify/package.js';
import { readIndicators } from '../../server/indicators/read.js';
import { patternValues } from '../../server/indicators/stix-pattern.js';
import { decodeEntry, encodeEntry } from '../../server/ingest/entry.js';
import { readCatalogFile } from '../../server/isms/catalog/catalog-file.js';
import { readCategories } from '../../server/isms/catalog/categories.js';
import { readTable } from '../../server/isms/table/read-table.js';
import { writeXlsx } from '../../server/isms/table/xlsx-write.js';
import { isIntact, readFrameHeader, writeFrame } from '../../server/journal/frame.js';
import { interpret } from '../../server/query/interpret.js';
import { parseQuery } from '../../server/query/parse.js';
import { printQuery } from '../../server/query/print.js';
import { readHostAudit } from '../../server/scan/host-audit.js';
import { readLynis } from '../../server/scan/lynis.js';
import { readXccdf } from '../../server/scan/xccdf.js';
import { buildChunk, buildFile, plainRecord, seal, valuesRecord } from '../collectors/windows/evtx/build.js';
import { goodPackage, signer } from '../evidence/verify/packages.js';
import { book } from '../isms/catalog/book.js';
import {
  catalogDocument,
  controlOf,
  mappingDocument,
  profileDocument,
} from '../isms/catalog/oscal-samples.js';
import { filesOf, sharedFiles, textsOfTests } from './corpus.js';
import { hold, type Target } from './target.js';

const text = (bytes: Buffer): string => bytes.toString('utf8');
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const now = Date.parse('2026-11-22T12:00:00Z');
const chunkStart = 4096;

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function count(records: AsyncIterable<unknown>): Promise<number> {
  let found = 0;
  for await (const _ of records) found++;
  return found;
}

/** With right checksums: else every change ends there. */
function resealed(bytes: Buffer): Buffer {
  const file = Buffer.from(bytes);
  for (let at = chunkStart; at + 512 <= file.length; at += 65_536) {
    const chunk = file.subarray(at, at + 65_536);
    if (chunk.readUInt32LE(48) <= chunk.length) seal(chunk);
  }
  return file;
}

const utf16 = (value: string): Buffer => Buffer.from(value, 'utf16le');
const xmlWords = [
  '<!DOCTYPE x [',
  '<!ENTITY a "b">',
  '&a;',
  '&#1;',
  '&#x110000;',
  '<![CDATA[',
  ']]>',
  '<?x',
  '<!--',
  '/>',
  'xmlns=',
];
const arf = `<?xml version="1.0"?><x:Benchmark xmlns:x="http://checklists.nist.gov/xccdf/1.2"><x:Rule id="r"><x:title>R</x:title></x:Rule><x:TestResult end-time="2026-11-22T10:23:56+01:00" start-time="2026-11-22T10:23:51+01:00"><x:target>web01</x:target><x:target-address>192.0.2.7</x:target-address><x:rule-result idref="r" severity="medium"><x:result>fail</x:result></x:rule-result></x:TestResult></x:Benchmark>`;

export const fileTargets: readonly Target[] = [
  {
    name: 'evtx',
    seeds: () => [
      buildFile([
        buildChunk([
          plainRecord('text'),
          valuesRecord([1, utf16('a')], [0x08, Buffer.alloc(4)], [0x11, Buffer.alloc(8)]),
        ]),
      ]).subarray(0, 8192),
      buildFile([
        buildChunk([
          valuesRecord(
            [0x81, utf16('a\0b\0')],
            [0x13, Buffer.from('010500000000000515000000', 'hex')],
            [0x0e, Buffer.from('ff00', 'hex')],
          ),
        ]),
      ]).subarray(0, 8192),
      ...sharedFiles('windows/evtx', '.evtx', 6, 70_000),
    ],
    longest: 70_000,
    limit: 400,
    async run(bytes) {
      const reading = readEvtx(resealed(bytes));
      for await (const record of reading) {
        record.xml();
        record.toObject();
      }
    },
  },
  {
    name: 'event-xml-file',
    seeds: () => [
      ...textsOfTests('collectors/file', 60),
      Buffer.from('<Events><Event>1</Event><Event x="2"/></Events>'),
    ],
    words: ['<Event', '</Event>', ' ', '>'],
    longest: 8192,
    limit: 50,
    run: async (bytes) => {
      hold((await count(readEventXml(once(bytes)))) <= bytes.length, 'no records are made up');
      await count(readJsonValues(once(bytes)));
    },
  },
  {
    name: 'sigma',
    seeds: () => [
      ...filesOf('rules/sigma', '.yml', 120, 8192),
      ...filesOf('rules/correlation', '.yml', 20, 8192),
      ...textsOfTests('detect', 300),
    ],
    words: [
      '|contains',
      '|re',
      '|base64offset',
      '|all',
      '|windash',
      '|cidr',
      '|expand',
      '|fieldref',
      '1 of them',
      'all of sel*',
      ' and not ',
      '&a ',
      '*a',
      '<<: ',
      '---\n',
      '|\n  ',
      '>-\n',
      '- ',
      ': ',
      '!!',
      '"\\x',
      'group-by',
      'timespan: 5m',
      'type: event_count',
    ],
    longest: 8192,
    limit: 200,
    run(bytes) {
      const { rules, problems } = loadRules([{ path: 'fuzz.yml', text: text(bytes) }]);
      hold(Array.isArray(rules) && Array.isArray(problems), 'an answer');
    },
  },
  {
    name: 'query',
    seeds: () => textsOfTests('query', 300),
    words: [
      'user.name:',
      ' and ',
      ' or ',
      'not ',
      '*',
      '?',
      '"',
      '(',
      ')',
      '[1 to 2]',
      '>=',
      'source.ip:10.0.0.0/8',
      'now-1d',
      '\\',
      '!',
      '&&',
    ],
    longest: 9000,
    limit: 50,
    run(bytes) {
      const query = parseQuery(text(bytes));
      interpret(query, { now, zone: 'Europe/Berlin' });
      parseQuery(printQuery(query));
    },
  },
  {
    name: 'xccdf',
    seeds: () => [Buffer.from(arf), ...textsOfTests('scan', 40)],
    words: xmlWords,
    longest: 16_384,
    limit: 100,
    run: async (bytes) => void (await readXccdf([bytes], 'fuzz.xml')),
  },
  {
    name: 'lynis',
    seeds: () => textsOfTests('scan', 60),
    words: ['# Lynis Report\n', 'suggestion[]=', '|', '=', '\n', 'lynis_version='],
    longest: 8192,
    limit: 50,
    run: (bytes) => void readLynis(text(bytes), 'report.dat'),
  },
  {
    name: 'host-audit',
    seeds: () => [
      json({
        format: 'grundwacht-host-audit',
        version: 1,
        script: 's 1',
        host: { names: ['w'], addresses: ['192.0.2.7'], system: 'D' },
        started_at: '2026-11-22T10:00:00Z',
        finished_at: '2026-11-22T10:00:02Z',
        checks: [
          { id: 'linux.firewall', title: 'F', result: 'fail', severity: 'high', found: 'n', expected: 'o' },
        ],
      }),
      json({ payloadType: 'x', payload: 'e30=', signatures: [{ keyid: 'a', sig: 'b' }] }),
    ],
    words: ['"payload":', '"', '{', '[', 'null'],
    longest: 8192,
    limit: 50,
    run: (bytes) => void readHostAudit(text(bytes), 'audit.json'),
  },
  {
    name: 'spreadsheet',
    seeds: () => [
      Buffer.from(
        writeXlsx(
          'S',
          [
            ['Name', 'Zahl'],
            ['a & b', '1'],
            ["'=x", '2'],
          ],
          new Set([1]),
        ),
      ),
      Buffer.from('a;b\n"c""d";e\n'),
      Buffer.from('\ufeffsep=,\r\na,b\r\n'),
    ],
    words: [
      'PK\x03\x04',
      'PK\x01\x02',
      'PK\x05\x06',
      '<c r="A1" t="s"><v>',
      '<row r="',
      '</row>',
      '\xff\xfe',
      '";"',
      ...xmlWords,
    ],
    longest: 16_384,
    limit: 200,
    run: async (bytes) => {
      const { rows } = await readTable(bytes);
      hold(rows.length <= 200_000, 'bounded');
    },
  },
  {
    name: 'catalogue',
    seeds: () => [
      Buffer.from(book()),
      json(catalogDocument([controlOf('AC-1'), controlOf('AC-2')])),
      json(profileDocument(['AC-1'])),
      json(mappingDocument('a.json', 'b.json')),
    ],
    words: [
      '{{ insert: param, ',
      '}}',
      '"',
      '":',
      '[',
      '{',
      'null',
      '<section>',
      '<title>',
      '<para>',
      ...xmlWords,
    ],
    longest: 16_384,
    limit: 200,
    run: async (bytes) => {
      await readCatalogFile(bytes, bytes[0] === 0x3c ? 'fuzz.xml' : 'fuzz.json');
    },
  },
  {
    name: 'categories',
    seeds: () => [Buffer.from('Zielobjektkategorie,Definition,UUID,ChildOfUUID\nA,"b",1,\n')],
    words: ['"', ',', '\n', 'UUID'],
    longest: 4096,
    limit: 50,
    run: (bytes) => void readCategories(text(bytes), 'c.csv'),
  },
  {
    name: 'indicators',
    seeds: () => [
      ...textsOfTests('indicators', 200),
      json({
        type: 'bundle',
        objects: [
          {
            type: 'indicator',
            id: 'indicator--1',
            pattern_type: 'stix',
            pattern: "[ipv4-addr:value = '192.0.2.1']",
            valid_from: '2026-01-01T00:00:00Z',
          },
        ],
      }),
      json({
        Event: {
          info: 'i',
          Attribute: [{ type: 'ip-dst', value: '192.0.2.1', to_ids: true }],
          Object: [{ Attribute: [] }],
        },
      }),
    ],
    words: [
      "[ipv4-addr:value = '",
      "']",
      ' OR ',
      ' AND ',
      '"type":"',
      'hxxp://',
      '[.]',
      ',',
      ';',
      '\n',
      '"pattern":',
    ],
    longest: 8192,
    limit: 100,
    run(bytes) {
      readIndicators(bytes);
    },
  },
  {
    name: 'stix-pattern',
    seeds: () =>
      [
        "[ipv4-addr:value = '192.0.2.1']",
        "[file:hashes.'SHA-256' = 'aa'] OR [domain-name:value IN ('a','b')]",
      ].map((s) => Buffer.from(s)),
    words: ['[', ']', "'", ' AND ', ' FOLLOWEDBY ', ' MATCHES ', '\\', '(', ')', ':value = '],
    longest: 4096,
    limit: 50,
    run: (bytes) => void patternValues(text(bytes)),
  },
  {
    name: 'batch',
    seeds: () => [
      encodeBatch({
        collector: 'c',
        epoch: 'e',
        sequence: 1,
        records: [
          {
            source: 's',
            transport: 'tcp',
            format: 'syslog',
            dataset: '',
            received: now,
            truncated: false,
            raw: Buffer.from('x'),
          },
        ],
      }),
    ],
    words: ['GWB1', '\0\0\0\x01', '"count":', '\xff\xff\xff\xff'],
    longest: 4096,
    limit: 50,
    run(bytes) {
      const batch = decodeBatch(bytes);
      const held = batch.records.reduce((sum, { raw }) => sum + raw.length, 0);
      hold(held <= bytes.length, 'no bytes are made up');
    },
  },
  {
    name: 'journal-entry',
    seeds: () => [
      encodeEntry(
        { tenant: 'default', collector: 'c', epoch: 'e', sequence: 1, received: now },
        encodeBatch({ collector: 'c', epoch: 'e', sequence: 1, records: [] }),
      ),
    ],
    words: ['GWB1', '{', '}', '\0\0\0\x05'],
    longest: 4096,
    limit: 50,
    run: (bytes) => void decodeEntry(bytes),
  },
  {
    name: 'journal-frame',
    seeds: () => {
      const frame = Buffer.alloc(64);
      writeFrame(frame, 0, 'record', Buffer.from('payload'), 0, 0);
      return [frame];
    },
    longest: 4096,
    limit: 50,
    run(bytes) {
      for (let at = 0; at + 20 <= bytes.length; at += 4) {
        const header = readFrameHeader(bytes, at, at);
        if (header !== undefined) isIntact(header, bytes.subarray(at + 20, at + 20 + header.length));
      }
    },
  },
  {
    name: 'audit-package',
    seeds: async () => [await goodPackage()],
    words: ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', 'manifest.json', 'proofs.json', '..', '/'],
    longest: 100_000,
    limit: 200,
    run: async (bytes) => {
      const source = {
        size: bytes.length,
        read: async (start: number, end: number) => bytes.subarray(start, end),
      };
      const { faults, done } = await verifyPackage(nodeCrypto, source, signer.fingerprint);
      hold(faults.length > 0 || done.length > 0, 'an answer');
    },
  },
];
