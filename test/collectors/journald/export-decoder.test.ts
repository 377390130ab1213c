import fc from 'fast-check';
import t from 'tap';
import { ExportDecoder, type JournalEntry } from '../../../collectors/journald/export-decoder.js';
import { syslogRecord } from '../../../collectors/journald/syslog-record.js';

const limits = { fieldBytes: 1000, fields: 100 };

/** The binary form of a field. */
function binary(name: string, value: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(value.length));
  return Buffer.concat([Buffer.from(`${name}\n`), length, value, Buffer.from('\n')]);
}

const multiLine = Buffer.from('foo\nbar\n\nlast');
/** As systemd's documentation of the format shows it, with a message of several lines. */
const stream = Buffer.concat([
  Buffer.from(
    '__CURSOR=s=739ad463348b4ceca5a9e69c95a3c93f;i=4ece7;b=6c7c6013a26343b29e964691ff25d04c\n' +
      '__REALTIME_TIMESTAMP=1342540861416409\n__MONOTONIC_TIMESTAMP=4415011634\n' +
      '_BOOT_ID=6c7c6013a26343b29e964691ff25d04c\n_TRANSPORT=syslog\nPRIORITY=4\nSYSLOG_FACILITY=3\n' +
      'SYSLOG_IDENTIFIER=gdm-password]\nSYSLOG_PID=587\n' +
      'MESSAGE=AccountsService-DEBUG(+): ActUserManager: ignoring "unspecified" session\n' +
      '_PID=587\n_UID=0\n_COMM=gdm-session-wor\n_HOSTNAME=epsilon\n\n' +
      '__CURSOR=s=739ad463348b4ceca5a9e69c95a3c93f;i=4ece8\n__REALTIME_TIMESTAMP=1342540861421465\n_TRANSPORT=journal\n' +
      '_PID=1\nMESSAGE_ID=fc2e22bc6ee647b6b90729ab34a250b1\n',
  ),
  binary('MESSAGE', multiLine),
  binary('BYTES', Buffer.from([0xff, 0x0a, 0x0a, 0x3d, 0x00])),
  Buffer.from('TWICE=a"]\\\nTWICE=ü\n\n'),
]);

function decode(chunks: readonly Buffer[]): JournalEntry[] {
  const decoder = new ExportDecoder(limits);
  const entries: JournalEntry[] = [];
  for (const chunk of chunks) decoder.push(chunk, (entry) => entries.push(entry));
  decoder.end((entry) => entries.push(entry));
  t.equal(decoder.malformed, 0);
  return entries;
}

t.test('the same entries wherever the stream is split', async (t) => {
  const whole = decode([stream]);
  t.equal(whole.length, 2);
  t.strictSame(whole[1]!.fields.find(([name]) => name === 'MESSAGE')?.[1], multiLine);
  for (let at = 1; at < stream.length; at++)
    if (JSON.stringify(decode([stream.subarray(0, at), stream.subarray(at)])) !== JSON.stringify(whole))
      t.fail(`split at ${at}`);
  t.strictSame(decode(Array.from(stream, (byte) => Buffer.from([byte]))), whole, 'byte by byte');
});

t.test('any fields come back', async () => {
  const field = fc.tuple(fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,20}$/), fc.uint8Array({ maxLength: 60 }));
  fc.assert(
    fc.property(
      fc.array(fc.array(field, { minLength: 1, maxLength: 5 }), { maxLength: 4 }),
      fc.nat(),
      (all, seed) => {
        const encode = ([name, value]: [string, Uint8Array]): Buffer => binary(name, Buffer.from(value));
        const bytes = Buffer.concat(all.flatMap((fields) => [...fields.map(encode), Buffer.from('\n')]));
        const at = bytes.length === 0 ? 0 : seed % bytes.length;
        const found = decode([bytes.subarray(0, at), bytes.subarray(at)]);
        const expected = all.map((fields) => fields.map(([name, value]) => [name, Buffer.from(value)]));
        return JSON.stringify(found.map(({ fields }) => fields)) === JSON.stringify(expected);
      },
    ),
    { numRuns: 60 },
  );
});

t.test('what is too long is cut and marked, and held no longer than that', async (t) => {
  const long = Buffer.alloc(50_000, 'x');
  const bytes = Buffer.concat([
    Buffer.from('A='),
    long,
    Buffer.from('\n'),
    binary('COREDUMP', long),
    Buffer.from('B=1\n\nC=2\n\n'),
  ]);
  const [first, second] = decode(
    Array.from({ length: 500 }, (_, i) => bytes.subarray(i * 210, (i + 1) * 210)),
  );
  t.equal(first!.truncated, true);
  t.strictSame(
    first!.fields.map(([name, value]) => [name, value.length]),
    [
      ['A', 1000],
      ['COREDUMP', 1000],
      ['B', 1],
    ],
  );
  t.match(second, { truncated: false, fields: [['C', Buffer.from('2')]] });
});

t.test('an entry becomes a record of RFC 5424 with all its fields', async (t) => {
  const [first, second] = decode([stream]).map((entry) => syslogRecord(entry, 10_000));
  t.equal(
    first!.raw.toString(),
    '<28>1 2012-07-17T16:01:01.416409Z epsilon gdm-password] 587 - [journal __REALTIME_TIMESTAMP="1342540861416409" ' +
      '__MONOTONIC_TIMESTAMP="4415011634" _BOOT_ID="6c7c6013a26343b29e964691ff25d04c" _TRANSPORT="syslog" PRIORITY="4" ' +
      'SYSLOG_FACILITY="3" SYSLOG_IDENTIFIER="gdm-password\\]" SYSLOG_PID="587" _PID="587" _UID="0" ' +
      '_COMM="gdm-session-wor" _HOSTNAME="epsilon"] AccountsService-DEBUG(+): ActUserManager: ignoring "unspecified" session',
  );
  t.match(first, { cursor: /i=4ece7/, time: 1342540861416409, truncated: false });
  t.equal(
    second!.raw.toString(),
    '<30>1 2012-07-17T16:01:01.421465Z - - 1 fc2e22bc6ee647b6b90729ab34a250b1 [journal ' +
      '__REALTIME_TIMESTAMP="1342540861421465" _TRANSPORT="journal" _PID="1" MESSAGE_ID="fc2e22bc6ee647b6b90729ab34a250b1" ' +
      'BYTES.base64="/woKPQA=" TWICE="a\\"\\]\\\\" TWICE="ü"] foo\nbar\n\nlast',
  );
});
