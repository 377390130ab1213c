import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { readEventXml } from '../../../collectors/file/event-xml.js';
import { readJsonValues } from '../../../collectors/file/json-values.js';
import { readRecords } from '../../../collectors/file/read.js';
import type { RecordReader } from '../../../collectors/file/record.js';
import { zipOf } from '../../detect/zip-file.js';

const dir = await mkdtemp(join(tmpdir(), 'grundwacht-read-'));
t.teardown(() => rm(dir, { recursive: true }));

async function read(name: string, content: string | Buffer): Promise<string[]> {
  const path = join(dir, name);
  await writeFile(path, content);
  const records: string[] = [];
  for await (const { raw, format, dataset, record } of readRecords(path)) {
    records.push(`${record} ${format}${dataset === '' ? '' : `/${dataset}`} ${Buffer.from(raw).toString()}`);
  }
  return records;
}

t.test('JSON: an object, an array, several objects, pretty-printed', async (t) => {
  t.strictSame(await read('a.json', '{"a":"}"}\n'), ['1 json {"a":"}"}']);
  t.strictSame(await read('b.json', '[{"a":1},\n {"b":[{"c":2}]}]'), [
    '1 json {"a":1}',
    '2 json {"b":[{"c":2}]}',
  ]);
  t.strictSame(await read('c.json', '{"a":1}{"b":"\\"{"}\n{\n "c": 3\n}'), [
    '1 json {"a":1}',
    '2 json {"b":"\\"{"}',
    '3 json {\n "c": 3\n}',
  ]);
  t.strictSame(await read('d.json', '\ufeff{"a":1}'), ['1 json {"a":1}']);
});

t.test('JSON: what is no object is given out too, not lost', async (t) => {
  t.strictSame(await read('e.json', '{"a":1} oops {"b":2}'), [
    '1 json {"a":1}',
    '2 json oops',
    '3 json {"b":2}',
  ]);
  t.strictSame(await read('f.json', '{"a":1} {"b":'), ['1 json {"a":1}', '2 json {"b":']);
});

t.test('JSON lines', async (t) => {
  t.strictSame(await read('a.jsonl', '{"a":1}\r\n\n{"b":2}'), ['1 json {"a":1}', '2 json {"b":2}']);
  t.strictSame(await read('a.ndjson', '{"a":1}\n'), ['1 json {"a":1}']);
});

t.test('Event-XML with and without root', async (t) => {
  const one = "<Event xmlns='x'><System><EventID>1</EventID></System></Event>";
  const two = '<Event><System>\n<EventID>2</EventID></System></Event>';
  t.strictSame(await read('a.xml', `${one}${two}`), [`1 windows-xml ${one}`, `2 windows-xml ${two}`]);
  t.strictSame(await read('b.xml', `<?xml version="1.0"?>\n<Events>\n${one}\n${two}\n</Events>\n`), [
    `1 windows-xml ${one}`,
    `2 windows-xml ${two}`,
  ]);
  t.strictSame(await read('c.xml', `${one}<Event><System>`), [
    `1 windows-xml ${one}`,
    '2 windows-xml <Event><System>',
  ]);
  t.strictSame(
    await read(
      'd.xml',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`<Events>${one}</Events>`, 'utf16le')]),
    ),
    [`1 windows-xml ${one}`],
  );
});

t.test('text logs are recognised line by line', async (t) => {
  t.strictSame(await read('a.log', 'Nov 21 21:00:00 h a: m\n<13>x\n'), [
    '1 syslog Nov 21 21:00:00 h a: m',
    '2 syslog <13>x',
  ]);
  const access = '192.0.2.5 - - [10/Oct/2000:13:55:36 +0200] "GET / HTTP/1.1" 200 5';
  t.strictSame(await read('access.log', access), [`1 line/apache.access ${access}`]);
  const error = '[Sun Dec 04 04:47:44 2005] [error] x';
  t.strictSame(await read('error.log', `${error}\nscript not found\n`), [
    `1 line/apache.error ${error}`,
    '2 line/apache.error script not found',
  ]);
  t.strictSame(await read('b.txt', 'type=CWD msg=audit(1.2:3): cwd="/"'), [
    '1 line/linux.auditd type=CWD msg=audit(1.2:3): cwd="/"',
  ]);
  t.strictSame(await read('c.log', '2026/11/21 21:00:00 [error] 1#2: x'), [
    '1 line/nginx.error 2026/11/21 21:00:00 [error] 1#2: x',
  ]);
  t.strictSame(await read('d.log', '{"a":1}\n'), ['1 json {"a":1}']);
});

t.test('gz, zip, and rotated names; records are numbered through an archive', async (t) => {
  t.strictSame(await read('a.log.gz', gzipSync('<13>a\n')), ['1 syslog <13>a']);
  t.strictSame(await read('messages.2.gz', gzipSync('<13>a\n')), ['1 syslog <13>a']);
  t.strictSame(await read('messages.1', '<13>a\n'), ['1 syslog <13>a']);
  const zip = zipOf({ 'x/a.json': '{"a":1}{"b":2}', '__MACOSX/._a.json': 'junk', 'b.log': '<13>c\n' });
  t.strictSame(await read('a.zip', zip), ['1 json {"a":1}', '2 json {"b":2}', '3 syslog <13>c']);
  t.strictSame(await read('extra-byte.zip', Buffer.concat([zip, Buffer.from('\0')])), [
    '1 json {"a":1}',
    '2 json {"b":2}',
    '3 syslog <13>c',
  ]);
});

t.test('what cannot be read names the file and the reason', async (t) => {
  await t.rejects(read('a.pdf', 'x'), {
    code: 'FILE_UNREADABLE',
    message: /a\.pdf: the extension is none of \.json/,
  });
  await t.rejects(read('b.gz', 'no gzip'), { code: 'FILE_UNREADABLE', message: /b\.gz: / });
  await t.rejects(read('c.zip', 'no zip'), { code: 'FILE_UNREADABLE', message: /c\.zip: / });
  await t.rejects(read('d.zip', zipOf({ 'inner.pdf': 'x' })), {
    code: 'FILE_UNREADABLE',
    message: /d\.zip!inner\.pdf: /,
  });
  const missing = async (): Promise<void> => {
    for await (const _ of readRecords(join(dir, 'missing.log')));
  };
  await t.rejects(missing(), { code: 'FILE_UNREADABLE', message: /missing\.log: ENOENT/ });
});

async function* chunks(content: Buffer, cuts: number[]): AsyncIterable<Buffer> {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (content.length + 1)), content.length])].sort(
    (a, b) => a - b,
  );
  for (let i = 1; i < places.length; i++) yield content.subarray(places[i - 1], places[i]);
}

async function records(reader: RecordReader, content: string, cuts: number[]): Promise<string[]> {
  const found: string[] = [];
  for await (const { raw } of reader(chunks(Buffer.from(content), cuts)))
    found.push(Buffer.from(raw).toString());
  return found;
}

t.test('JSON and XML records do not depend on how the file is read', async (t) => {
  const text = fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', 'a', 'ä') });
  const value = fc.oneof(fc.jsonValue(), text, fc.array(text));
  const values = fc.array(fc.dictionary(fc.oneof(fc.string(), text), value), { maxLength: 5 });
  const separator = fc.constantFrom('', '\n', ',', ' ');
  await fc.assert(
    fc.asyncProperty(
      values,
      separator,
      fc.array(fc.nat(), { maxLength: 8 }),
      async (objects, between, cuts) => {
        const texts = objects.map((object, i) => JSON.stringify(object, undefined, i % 2));
        t.strictSame(await records(readJsonValues, texts.join(between), cuts), texts);
      },
    ),
  );
  const rubbish = fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ' ', 'a', 'ä') });
  await fc.assert(
    fc.asyncProperty(rubbish, fc.array(fc.nat(), { maxLength: 8 }), async (content, cuts) => {
      const whole = await records(readJsonValues, content, []);
      t.strictSame(await records(readJsonValues, content, cuts), whole);
      const bytes = Array.from({ length: Buffer.byteLength(content) }, (_, i) => i);
      t.strictSame(await records(readJsonValues, content, bytes), whole);
      const solid = (text: string): string => text.replace(/[\s,[\]]/g, '');
      t.equal(solid(whole.join('')), solid(content), 'nothing is lost');
    }),
    { numRuns: 500 },
  );
  const xml = fc.array(
    fc.constantFrom('<Event>a</Event>', '<Event x="1"><EventID>2</EventID></Event>', '<Event\n/>b</Event>'),
    { maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(
      xml,
      fc.constantFrom('', '\n', '<Events>', '</Events>'),
      fc.array(fc.nat(), { maxLength: 8 }),
      async (events, between, cuts) => {
        t.strictSame(await records(readEventXml, events.join(between), cuts), events);
      },
    ),
  );
});

t.test('event logs inside archives; what is no record is told to who asks', async (t) => {
  const evtx = 'no event log';
  const path = join(dir, 'mixed.zip');
  await writeFile(path, zipOf({ 'bad.evtx': evtx, 'note.pdf': 'x', 'in.zip': 'x', 'good.json': '{"a":1}' }));
  const [passedOver, unreadable, records]: [string[], string[], string[]] = [[], [], []];
  const reading = readRecords(path, {
    onPassedOver: (place) => passedOver.push(place),
    onUnreadable: (error) => unreadable.push(error.message),
  });
  for await (const { raw, record } of reading) records.push(`${record} ${Buffer.from(raw)}`);
  t.strictSame(records, ['1 {"a":1}'], 'the members after a damaged one are read');
  t.strictSame(passedOver, [`${path}!note.pdf`, `${path}!in.zip`]);
  t.match(unreadable, [/mixed\.zip!bad\.evtx: .*not a Windows event log/]);
});
