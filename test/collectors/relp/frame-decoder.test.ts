import fc from 'fast-check';
import t from 'tap';
import { RelpFrameDecoder } from '../../../collectors/relp/frame-decoder.js';

interface Frame {
  txnr: number;
  command: string;
  text: string;
  truncated: boolean;
}

/** Decodes a stream cut at the given places. */
function decode(stream: Buffer, cuts: number[] = [], limit = 1000): { frames: Frame[]; fault: boolean } {
  const frames: Frame[] = [];
  const decoder = new RelpFrameDecoder(limit);
  const places = [...new Set([0, ...cuts.map((cut) => cut % (stream.length + 1)), stream.length])];
  places.sort((a, b) => a - b);
  for (let i = 1; i < places.length; i++) {
    const chunk = Buffer.from(stream.subarray(places[i - 1], places[i]));
    const fault = decoder.push(chunk, ({ txnr, command, data, truncated }) => {
      frames.push({ txnr, command, text: data.toString('latin1'), truncated });
    });
    // A frame that is given out later must not depend on the chunk.
    chunk.fill(0x78);
    if (fault !== undefined) return { frames, fault: true };
  }
  return { frames, fault: false };
}

const frame = (txnr: number, command: string, text: string): Frame => ({
  txnr,
  command,
  text,
  truncated: false,
});

t.test('frames', async (t) => {
  const stream = '1 open 8\nx'.replace('\n', ' ').replace('8', '1');
  t.strictSame(decode(Buffer.from(`${stream}\n2 syslog 5 <13>a\n999999999 close 0\n1 close 0 \n`)), {
    frames: [
      frame(1, 'open', 'x'),
      frame(2, 'syslog', '<13>a'),
      frame(999_999_999, 'close', ''),
      frame(1, 'close', ''),
    ],
    fault: false,
  });
  t.strictSame(
    decode(Buffer.from('3 syslog 4 a\nb\n\n')).frames,
    [frame(3, 'syslog', 'a\nb\n')],
    'data with LF',
  );
});

t.test('data beyond the limit is cut and marked, the next frame is whole', async (t) => {
  const stream = Buffer.from('1 syslog 8 01234567\n2 syslog 2 ab\n');
  const frames = [{ ...frame(1, 'syslog', '0123'), truncated: true }, frame(2, 'syslog', 'ab')];
  for (let cut = 0; cut <= stream.length; cut++) t.strictSame(decode(stream, [cut], 4).frames, frames);
});

t.test('what is no RELP', async (t) => {
  const wrong = [
    '<13>x\n',
    '0x1 syslog 1 a\n',
    '1 syslog 1 ab',
    '1 syslog 3\nabc',
    '1  syslog 1 a\n',
    '1 sys/log 1 a\n',
    '1 syslog -1 a\n',
    '1234567890 syslog 1 a\n',
    `1 ${'a'.repeat(33)} 1 a\n`,
    '1'.repeat(100),
    '\n',
    'GET / HTTP/1.1\r\n',
  ];
  for (const text of wrong) t.ok(decode(Buffer.from(text)).fault, text);
});

const frames = fc.array(
  fc.record({
    txnr: fc.integer({ min: 0, max: 999_999_999 }),
    command: fc.constantFrom('syslog', 'open', 'close', 'rsp'),
    data: fc.uint8Array({ maxLength: 30 }),
  }),
  { maxLength: 8 },
);

t.test('frames come back as they went, however the stream is cut', async (t) => {
  fc.assert(
    fc.property(frames, fc.array(fc.nat(), { maxLength: 10 }), (sent, cuts) => {
      const stream = Buffer.concat(
        sent.flatMap(({ txnr, command, data }) => {
          const head = `${txnr} ${command} ${data.length}${data.length > 0 ? ' ' : ''}`;
          return [Buffer.from(head), data, Buffer.from('\n')];
        }),
      );
      const expected = sent.map(({ txnr, command, data }) =>
        frame(txnr, command, Buffer.from(data).toString('latin1')),
      );
      t.strictSame(decode(stream, cuts), { frames: expected, fault: false });
      const bytes = Array.from({ length: stream.length }, (_, at) => at);
      t.strictSame(decode(stream, bytes), { frames: expected, fault: false });
    }),
  );
});

t.test('any bytes, however cut, give the same frames', async (t) => {
  const letters = fc.constantFrom('1', ' ', 'syslog', 'a', '\n', '0', '3', '1 syslog 3 ');
  fc.assert(
    fc.property(
      fc.array(letters, { maxLength: 20 }).map((parts) => Buffer.from(parts.join(''))),
      fc.array(fc.nat(), { maxLength: 5 }),
      (stream, cuts) => {
        t.strictSame(decode(stream, cuts, 2), decode(stream, [], 2));
      },
    ),
  );
});
