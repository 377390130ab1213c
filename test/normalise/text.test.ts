import t from 'tap';
import { decodeText } from '../../server/normalise/text.js';

t.test('UTF-8 is read as UTF-8, anything else as Latin-1', async (t) => {
  t.equal(decodeText(Buffer.from('Grüße €')), 'Grüße €');
  t.equal(decodeText(Buffer.from('Grüße', 'latin1')), 'Grüße');
  t.equal(decodeText(Uint8Array.from([0x80, 0x41])), '\u0080A');
});

t.test('byte order mark and framing at the end are removed, a NUL inside stays visible', async (t) => {
  t.equal(decodeText(Buffer.from('\ufeffhello\r\n\0')), 'hello');
  t.equal(decodeText(Buffer.from('a\0b')), 'a\u2400b');
  t.equal(decodeText(Buffer.from('\0')), '');
});

t.test('a view into a larger buffer is read alone', async (t) => {
  const whole = Buffer.from('xxhelloxx');
  t.equal(decodeText(new Uint8Array(whole.buffer, whole.byteOffset + 2, 5)), 'hello');
});
