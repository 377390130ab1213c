import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { extensionOf, spool } from '../../server/cli/detect-stdin.js';

t.test('what standard input is, its first bytes tell', async (t) => {
  const cases: [string | Buffer, string][] = [
    ['ElfFile\0...', '.evtx'],
    ['PK\x03\x04...', '.zip'],
    ['<Events><Event/></Events>', '.xml'],
    [Buffer.from('\ufeff<?xml version="1.0"?>', 'utf16le'), '.xml'],
    ['<34>Oct 11 22:14:15 host su: x', '.log'],
    ['Oct 11 22:14:15 host su: x', '.log'],
    ['{"a":1}\n{"a":2}\n', '.jsonl'],
    ['\ufeff{"a":1}\r\n', '.jsonl'],
    ['{\n  "a": 1\n}', '.json'],
    ['[{"a":1}]\n', '.json'],
    ['', '.log'],
  ];
  for (const [text, extension] of cases) {
    t.equal(
      extensionOf(Buffer.isBuffer(text) ? text : Buffer.from(text)),
      extension,
      JSON.stringify(String(text)),
    );
  }
});

t.test('it is kept whole, unpacked when packed, in pieces of any size', async (t) => {
  const text = '{"a":1}\n'.repeat(1000);
  for (const bytes of [Buffer.from(text), gzipSync(text)]) {
    for (const size of [1, 7, 65_536]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      );
      const file = await spool(Readable.from(pieces), t.testdir(), 5);
      t.match(file, { path: /stdin\.jsonl$/, size: text.length, changed: 5 });
      t.equal(readFileSync(file.path, 'utf8'), text);
    }
  }
  const broken = Readable.from([gzipSync(text).subarray(0, 20)]);
  await t.rejects(spool(broken, t.testdir(), 5), { code: 'FILE_UNREADABLE', message: /standard input: / });
});
