import { ExportDecoder } from '../../collectors/journald/export-decoder.js';
import { parseProxyHeader } from '../../collectors/listen/proxy-protocol.js';
import { RelpFrameDecoder } from '../../collectors/relp/frame-decoder.js';
import { FrameDecoder } from '../../collectors/syslog/frame-decoder.js';
import type { Format } from '../../server/contract/envelope.js';
import { readBulk } from '../../server/ingest/elastic/bulk.js';
import { readEvents, readRaw } from '../../server/ingest/hec/events.js';
import { JsonFault } from '../../server/ingest/json/json-fault.js';
import { readJson, readLines } from '../../server/ingest/json/records.js';
import { readJsonLogs } from '../../server/ingest/otlp/json.js';
import { readProtobuf } from '../../server/ingest/otlp/protobuf.js';
import { BodyRefused } from '../../server/ingest/shipper/body-refused.js';
import { normalise } from '../../server/normalise/normalise.js';
import { keyValue, logsRequest, message } from '../ingest/otlp/messages.js';
import { filesOf, recordsOfSamples, sharedLines, textsOfTests } from './corpus.js';
import { hold, type Target } from './target.js';

const received = Date.parse('2026-11-22T12:00:00Z');
const context = { tenant: 'default', collector: 'fuzz', id: '0192-fuzz', zone: 'Europe/Berlin' };
const envelope = { source: '192.0.2.1', transport: 'tcp', received, truncated: false } as const;

function normaliser(
  name: string,
  format: Format,
  datasets: readonly string[],
  seeds: () => Buffer[],
): Target {
  return {
    name,
    seeds,
    longest: 8192,
    limit: 50,
    words: [
      '<13>',
      '%ASA-6-',
      'CEF:0|',
      'LEEF:2.0|',
      '|',
      '=',
      '"',
      '\\',
      '{"',
      '":',
      '[',
      ']',
      ' : ',
      '\t',
      '1;2,3',
    ],
    run(raw) {
      for (const dataset of datasets) {
        const event = normalise({ ...envelope, format, dataset, raw }, context);
        hold(Buffer.compare(event['event.original'], raw) === 0, 'the record is kept as it came');
        hold(Number.isFinite(event['@timestamp']), 'it has a time');
      }
    },
  };
}

/** A refusal of a whole body is an answer. */
function answered(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof BodyRefused) && !(error instanceof JsonFault)) throw error;
  }
}

const recordBytes = 256 << 10;
const bodies = (): Buffer[] => textsOfTests('ingest', 200);
const body = (name: string, run: (bytes: Buffer) => unknown, seeds = bodies, words = jsonWords): Target => ({
  name,
  seeds,
  longest: 16_384,
  limit: 50,
  words,
  run: (bytes) => answered(() => run(bytes)),
});
const jsonWords = [
  '{"',
  '":',
  '},',
  '[',
  ']',
  '\\u',
  'null',
  'true',
  '1e9',
  '\n',
  '"event":',
  '"time":',
  '{"index":{}}\n',
];

/** A stream cut in two gives what it gives as a whole. */
const cutAnywhere = (bytes: Buffer): number =>
  bytes.length === 0 ? 0 : bytes[bytes.length - 1]! % bytes.length;

export const recordTargets: readonly Target[] = [
  normaliser('syslog', 'syslog', [''], () => [
    ...textsOfTests('normalise'),
    ...recordsOfSamples(),
    ...sharedLines('syslog/OpenSSH_2k.log', 50),
    ...sharedLines('syslog/Linux_2k.log', 50),
  ]),
  normaliser('vendors', 'syslog', [''], () =>
    textsOfTests('normalise/device').map((text) => Buffer.concat([Buffer.from('<134>'), text])),
  ),
  normaliser('lines', 'line', ['', 'apache.access', 'linux.audit', 'iis.access'], () => [
    ...recordsOfSamples(),
    ...textsOfTests('normalise'),
    ...sharedLines('syslog/Apache_2k.log', 50),
  ]),
  normaliser('json-record', 'json', [''], () => [
    ...textsOfTests('normalise').filter((text) => text[0] === 123),
    ...recordsOfSamples().filter((text) => text[0] === 123),
  ]),
  normaliser('windows-xml', 'windows-xml', [''], () => [
    ...textsOfTests('normalise/windows'),
    ...textsOfTests('collectors/windows'),
    Buffer.from(
      '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="P"/><EventID>4625</EventID><TimeCreated SystemTime="2026-11-22T10:00:00.000Z"/><Channel>Security</Channel><Computer>dc1</Computer></System><EventData><Data Name="TargetUserName">anna &amp; co</Data></EventData></Event>',
    ),
  ]),
  {
    name: 'syslog-framing',
    seeds: () =>
      ['5 hello3 abc', '<13>a\n<14>b\r\n', '10 short', '<13>a\0<14>b\n', '99999999999 x'].map((s) =>
        Buffer.from(s),
      ),
    words: ['12 ', '\n', '\r\n', '\0', '<13>', '999999 '],
    longest: 4096,
    limit: 50,
    run(bytes) {
      const frames = (cut: number): string[] => {
        const found: string[] = [];
        const decoder = new FrameDecoder(64);
        const emit = (frame: Buffer, truncated: boolean): void => {
          hold(frame.length > 0 && frame.length <= 64, 'a frame keeps to the limit');
          found.push(`${truncated} ${frame.toString('latin1')}`);
        };
        decoder.push(Buffer.from(bytes.subarray(0, cut)), emit);
        decoder.push(Buffer.from(bytes.subarray(cut)), emit);
        return found;
      };
      const whole = frames(bytes.length);
      hold(frames(cutAnywhere(bytes)).join('\n') === whole.join('\n'), 'cutting the stream changes nothing');
      hold(whole.join('').length <= bytes.length + whole.length * 6, 'no bytes are made up');
    },
  },
  {
    name: 'relp',
    seeds: () =>
      ['1 open 5 hello\n2 syslog 3 abc\n', '0 serverclose 0\n', '3 close 0\n'].map((s) => Buffer.from(s)),
    words: ['syslog ', ' 0\n', '999999999 ', ' 3 abc\n'],
    longest: 4096,
    limit: 50,
    run(bytes) {
      const read = (cut: number): string => {
        const decoder = new RelpFrameDecoder(64);
        const found: string[] = [];
        for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
          const why = decoder.push(Buffer.from(part), ({ txnr, command, data, truncated }) => {
            hold(data.length <= 64, 'a frame keeps to the limit');
            found.push(`${txnr} ${command} ${truncated} ${data.toString('latin1')}`);
          });
          if (why !== undefined) return `${found.join('\n')} broken`;
        }
        return found.join('\n');
      };
      hold(read(bytes.length) === read(cutAnywhere(bytes)), 'cutting the stream changes nothing');
    },
  },
  {
    name: 'journal-export',
    seeds: () =>
      ['_A=b\nMESSAGE=x\n\n', 'MESSAGE\n\x03\0\0\0\0\0\0\0a\nb\n\n_B=c\n\n'].map((s) =>
        Buffer.from(s, 'latin1'),
      ),
    words: ['MESSAGE\n', '\x03\0\0\0\0\0\0\0', '\xff\xff\xff\xff\xff\xff\xff\xff', '=', '\n\n'],
    longest: 4096,
    limit: 50,
    run(bytes) {
      const read = (cut: number): string => {
        const decoder = new ExportDecoder({ fieldBytes: 64, fields: 16 });
        const found: string[] = [];
        const emit = (entry: object): void => void found.push(JSON.stringify(entry));
        decoder.push(Buffer.from(bytes.subarray(0, cut)), emit);
        decoder.push(Buffer.from(bytes.subarray(cut)), emit);
        decoder.end(emit);
        return `${found.join('\n')} ${decoder.malformed}`;
      };
      hold(read(bytes.length) === read(cutAnywhere(bytes)), 'cutting the stream changes nothing');
    },
  },
  {
    name: 'proxy-header',
    seeds: () => [
      Buffer.from('PROXY TCP4 192.0.2.1 192.0.2.2 1234 514\r\n'),
      Buffer.from('\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x01\xc0\0\x02\x02\x01\x02\x03\x04', 'latin1'),
    ],
    longest: 600,
    limit: 50,
    run: (bytes) => void parseProxyHeader(bytes),
  },
  body('otlp-json', (bytes) => readJsonLogs(bytes, recordBytes)),
  body(
    'otlp-protobuf',
    (bytes) => {
      const { records } = readProtobuf(bytes, recordBytes);
      for (const { raw } of records) JSON.parse(Buffer.from(raw).toString());
    },
    () => [
      logsRequest(
        message([1, keyValue('service.name', message([1, 'x']))]),
        message([1, 'scope']),
        message(
          [1, { fixed64: 1n }],
          [2, 9],
          [3, 'INFO'],
          [5, message([1, 'text'])],
          [6, keyValue('k', message([3, 7]))],
        ),
      ),
      ...filesOf('test/ingest/otlp', '.bin', 20, 16_384),
    ],
    [],
  ),
  body('json-lines', (bytes) => {
    const { records, errors } = readLines(bytes, true, { dataset: '', recordBytes });
    hold(records.length + errors.length <= bytes.length + 1, 'no records are made up');
  }),
  body('json-array', (bytes) => readJson(bytes, { dataset: '', recordBytes })),
  body('bulk', (bytes) => readBulk(bytes, 'logs', recordBytes)),
  body('hec', (bytes) => {
    answered(() => readEvents(bytes, recordBytes));
    readRaw(bytes, { host: 'h' }, recordBytes);
  }),
];
