import t from 'tap';
import { readEvtx } from '../../../../collectors/windows/evtx/read.js';
import { buildChunk, buildFile, valuesRecord } from './build.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const single = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
};
const double = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};

/** type code, bytes, text in XML, value in the object when it is not the text */
const cases: [type: number, bytes: Buffer, xml: string, object?: unknown][] = [
  [0x00, hex(''), '', null],
  [0x01, utf16('Grüße, 日本 😀'), 'Grüße, 日本 😀'],
  [0x01, utf16('ends with zeros\0\0'), 'ends with zeros'],
  [0x01, utf16(''), '', ''],
  [0x01, utf16('a\r\nb\tc'), 'a&#13;\nb\tc', 'a\r\nb\tc'],
  [0x01, utf16('<a b="c">&amp;</a>'), '&lt;a b="c"&gt;&amp;amp;&lt;/a&gt;', '<a b="c">&amp;</a>'],
  [0x01, hex('0100 0d d8 4100'), '\ufffd\ufffdA', '\u0001\ud80dA'],
  [0x02, hex('4dfc6e6368656e 80 00'), 'München€'],
  [0x03, hex('80'), '-128', -128],
  [0x04, hex('ff'), '255', 255],
  [0x05, hex('0080'), '-32768', -32768],
  [0x06, hex('ffff'), '65535', 65535],
  [0x07, hex('ffffffff'), '-1', -1],
  [0x08, hex('ffffffff'), '4294967295', 4294967295],
  [0x09, hex('ffffffffffffffff'), '-1', -1],
  [0x09, hex('0000000000000080'), '-9223372036854775808'],
  [0x0a, hex('ffffffffffffffff'), '18446744073709551615'],
  [0x0a, hex('ffffffffffff1f00'), '9007199254740991', 9007199254740991],
  [0x0b, single(0.1), '0.1', 0.1],
  [0x0b, single(-1.5), '-1.5', -1.5],
  [0x0b, single(16777217), '16777216', 16777216],
  [0x0b, single(Number.NaN), 'NaN'],
  [0x0c, double(Math.PI), '3.141592653589793', Math.PI],
  [0x0c, double(Number.NEGATIVE_INFINITY), '-INF'],
  [0x0d, hex('01000000'), 'true', true],
  [0x0d, hex('00000000'), 'false', false],
  [0x0e, hex('00ff1a'), '00FF1A'],
  [0x0f, hex('5f385770 2ac2 e043 bf4c 06f5698ffbd9'), '{7057385F-C22A-43E0-BF4C-06F5698FFBD9}'],
  [0x10, hex('00100000'), '0x1000'],
  [0x10, hex('0010000001000000'), '0x100001000'],
  [0x11, hex('0080 3ed5deb19d01'), '1970-01-01T00:00:00.000000000Z'],
  [0x11, hex('0100000000000000'), '1601-01-01T00:00:00.000000100Z'],
  [0x12, hex('e307 0300 0000 1100 1300 2500 0b00 9502'), '2019-03-17T19:37:11.661Z'],
  [0x13, hex('01 05 000000000005 15000000 01000000 02000000 03000000 f4010000'), 'S-1-5-21-1-2-3-500'],
  [0x13, hex('01 00 010000000000'), 'S-1-0x010000000000'],
  [0x14, hex('00000000'), '0x0'],
  [0x14, hex('efbeadde'), '0xdeadbeef'],
  [0x15, hex('a8eb010000000000'), '0x1eba8'],
  [0x15, hex('0000000000002080'), '0x8020000000000000'],
  [0x20, hex('0400000000000000'), '0x4'],
  [0x23, utf16('<x/>'), '&lt;x/&gt;', '<x/>'],
];

async function only(file: Buffer) {
  const reading = readEvtx(file);
  for await (const record of reading) return { xml: record.xml(), object: record.toObject() };
  throw new Error(`no record: ${JSON.stringify(reading.summary.damages)}`);
}

t.test('every type of value is rendered as Windows does', async (t) => {
  for (const [type, bytes, text, value = text] of cases) {
    const { xml, object } = await only(buildFile([buildChunk([valuesRecord([type, bytes])])]));
    const name = `type 0x${type.toString(16)}: ${JSON.stringify(text)}`;
    t.equal(xml, text === '' ? '<E><Data/></E>' : `<E><Data>${text}</Data></E>`, name);
    t.strictSame(object, { E: { Data: value } }, name);
  }
});

t.test('an array repeats the element that it alone fills', async (t) => {
  const arrays: [type: number, bytes: Buffer, items: (string | number)[]][] = [
    [0x81, utf16('one\0two\0\0four'), ['one', 'two', '', 'four']],
    [0x82, Buffer.from('a\0b\0'), ['a', 'b']],
    [0x86, hex('0100 0200 ffff'), [1, 2, 65535]],
    [0x89, hex('ffffffffffffffff 0100000000000000'), [-1, 1]],
    [0x8f, Buffer.alloc(32), Array(2).fill('{00000000-0000-0000-0000-000000000000}')],
    [0x93, hex('01 01 000000000005 12000000 01 01 000000000005 13000000'), ['S-1-5-18', 'S-1-5-19']],
    [0x95, hex('0a00000000000000 0b00000000000000'), ['0xa', '0xb']],
  ];
  for (const [type, bytes, items] of arrays) {
    const { xml, object } = await only(buildFile([buildChunk([valuesRecord([type, bytes])])]));
    const elements = items.map((item) => `<Data>${item}</Data>`).join('');
    t.equal(xml, `<E>${elements}</E>`);
    t.strictSame(object, { E: { Data: items } });
  }
});

t.test('a value that does not fit its type makes the record count as damaged', async (t) => {
  const wrong: [type: number, bytes: Buffer][] = [
    [0x01, hex('410042')],
    [0x08, hex('010203')],
    [0x0f, Buffer.alloc(15)],
    [0x11, hex('')],
    [0x13, hex('01 05 000000000005 15000000')],
    [0x13, hex('01')],
    [0x16, hex('00')],
    [0x88, hex('0000000000')],
    [0x93, hex('0101')],
    [0xa1, hex('0f010100')],
  ];
  for (const value of wrong) {
    const reading = readEvtx(buildFile([buildChunk([valuesRecord(value), valuesRecord([0x04, hex('01')])])]));
    const xml: string[] = [];
    for await (const record of reading) xml.push(record.xml());
    t.strictSame(xml, ['<E><Data>1</Data></E>'], `type 0x${value[0].toString(16)}`);
    t.equal(reading.summary.damagedRecords, 1);
    t.match(reading.summary.damages, [{ kind: 'record', recordId: 1, lost: 1, offset: 4608 }]);
  }
});
