import fc from 'fast-check';
import t from 'tap';
import { FrameDecoder } from '../../../collectors/syslog/frame-decoder.js';

interface Frame {
  text: string;
  truncated: boolean;
}

/** Decodes a stream cut at the given places. */
function decode(stream: Buffer, cuts: number[] = [], limit = 1000): Frame[] {
  const frames: Frame[] = [];
  const decoder = new FrameDecoder(limit);
  const emit = (bytes: Buffer, truncated: boolean): void => {
    frames.push({ text: bytes.toString('latin1'), truncated });
  };
  const places = [...new Set([0, ...cuts.map((cut) => cut % (stream.length + 1)), stream.length])].sort(
    (a, b) => a - b,
  );
  for (let i = 1; i < places.length; i++) {
    // A copy that is overwritten afterwards: a frame must not depend on it once it is given out.
    decoder.push(Buffer.from(stream.subarray(places[i - 1], places[i])), emit);
  }
  decoder.end(emit);
  return frames;
}

const texts = (stream: string, limit?: number): string[] =>
  decode(Buffer.from(stream, 'latin1'), [], limit).map(({ text }) => text);

t.test('octet counting and newline framing, told apart per record (RFC 6587 3.4)', async (t) => {
  t.strictSame(texts('<13>a\n<14>b\n'), ['<13>a', '<14>b']);
  t.strictSame(texts('5 <13>a5 <14>b'), ['<13>a', '<14>b']);
  t.strictSame(texts('5 <13>a<14>b\n5 <15>c<16>d'), ['<13>a', '<14>b', '<15>c', '<16>d']);
  t.strictSame(texts('7 <13>a\nb<14>c\n'), ['<13>a\nb', '<14>c'], 'a counted record may hold LF');
  t.strictSame(texts('5 <13>a\n5 <14>b\n'), ['<13>a', '<14>b'], 'LF after a counted record');
  t.strictSame(texts('<13>a\0<14>b\0'), ['<13>a', '<14>b'], 'NUL');
  t.strictSame(texts('<13>a\r\n\n\r\n<14>b'), ['<13>a', '<14>b'], 'CRLF, empty records');
});

t.test('a chunk is searched for its line ends once, whichever they are', async (t) => {
  for (const end of ['\n', '\0', '\n\0']) {
    const chunk = Buffer.from(`x${end}`.repeat(10_000));
    let searched = 0;
    const indexOf = (value: number, from = 0): number => {
      const found = Buffer.prototype.indexOf.call(chunk, value, from);
      searched += (found < 0 ? chunk.length : found + 1) - from;
      return found;
    };
    Object.assign(chunk, { indexOf });
    let frames = 0;
    new FrameDecoder(1000).push(chunk, () => frames++);
    t.equal(frames, 10_000);
    t.ok(searched <= 2 * chunk.length, `${searched} bytes of ${chunk.length}`);
  }
});

t.test('digits that are no count', async (t) => {
  t.strictSame(texts('2026-11-21T21:00:00Z x\n'), ['2026-11-21T21:00:00Z x']);
  t.strictSame(texts('42 is the answer\n'), ['42 is the answer']);
  t.strictSame(texts('1234567890 <13>x\n'), ['1234567890 <13>x']);
  t.strictSame(texts('012 <13>x\n'), ['012 <13>x']);
  t.strictSame(texts('17'), ['17']);
  t.strictSame(texts('17 '), ['17 ']);
});

t.test('too long and cut off records are marked', async (t) => {
  t.strictSame(decode(Buffer.from('<13>abcdef\n<14>b\n'), [], 6), [
    { text: '<13>ab', truncated: true },
    { text: '<14>b', truncated: false },
  ]);
  t.strictSame(decode(Buffer.from('10 <13>abcdef5 <14>b'), [], 6), [
    { text: '<13>ab', truncated: true },
    { text: '<14>b', truncated: false },
  ]);
  t.strictSame(decode(Buffer.from('10 <13>abc')), [{ text: '<13>abc', truncated: true }]);
  t.strictSame(decode(Buffer.from('<13>abc')), [{ text: '<13>abc', truncated: false }]);
});

const body = fc
  .array(fc.constantFrom('a', 'b', '<', '>', ' ', '1', '9', '\n', '\0', '\r', 'é'), { maxLength: 12 })
  .map((parts) => `<13>${parts.join('')}`);
const framed = fc.oneof(
  body.map((text) => `${text.length} ${text}`),
  body.map((text) => `${text}\n`),
  body.map((text) => `${text}\0`),
  fc.constantFrom('12', '5 ', '\n', '\r\n', '7 x\n', '999999999 <1', '4 <13'),
);
const streams = fc.array(framed, { maxLength: 8 }).map((parts) => Buffer.from(parts.join(''), 'latin1'));

t.test('the frames do not depend on how the stream is cut', async (t) => {
  fc.assert(
    fc.property(
      streams,
      fc.array(fc.nat(), { maxLength: 10 }),
      fc.constantFrom(5, 9, 1000),
      (stream, cuts, limit) => {
        t.strictSame(decode(stream, cuts, limit), decode(stream, [], limit));
      },
    ),
    { numRuns: 1500 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.array(fc.nat(), { maxLength: 10 }), (bytes, cuts) => {
      t.strictSame(decode(Buffer.from(bytes), cuts, 20), decode(Buffer.from(bytes), [], 20));
    }),
  );
});

t.test('splitting at every byte, and into single bytes, gives the same frames', async (t) => {
  const stream = Buffer.from(
    '5 <13>a<14>b\n7 <13>a\nb2026-11-21T21:00:00Z x\r\n42 is\n31 <165>1 - h a - - [x y="1"] text\0<1>c',
  );
  const whole = decode(stream);
  t.equal(whole.length, 7);
  for (let at = 0; at <= stream.length; at++) t.strictSame(decode(stream, [at]), whole, `split at ${at}`);
  t.strictSame(
    decode(
      stream,
      Array.from({ length: stream.length }, (_, i) => i),
    ),
    whole,
  );
});

t.test('counted records of any bytes come back as they went', async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 50 })),
      fc.array(fc.nat(), { maxLength: 5 }),
      (bodies, cuts) => {
        const records = bodies.map((bytes) => Buffer.concat([Buffer.from('<13>'), bytes]));
        const stream = Buffer.concat(records.flatMap((record) => [Buffer.from(`${record.length} `), record]));
        t.strictSame(
          decode(stream, cuts).map(({ text }) => text),
          records.map((record) => record.toString('latin1')),
        );
      },
    ),
  );
});

t.test('a slow sender does not keep its chunks alive', async (t) => {
  const decoder = new FrameDecoder(100);
  const frames: Buffer[] = [];
  const chunk = Buffer.from('<13>abc');
  decoder.push(chunk, (bytes) => frames.push(bytes));
  chunk.fill(0x78);
  decoder.push(Buffer.from('def\n'), (bytes) => frames.push(bytes));
  t.equal(frames[0]?.toString(), '<13>abcdef', 'what is held was copied');
});
