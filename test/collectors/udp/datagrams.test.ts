import fc from 'fast-check';
import t from 'tap';
import { DatagramPacker, type Datagrams } from '../../../collectors/udp/datagrams.js';

function unpack({ addresses, bytes, ends, senders, times, truncated }: Datagrams) {
  return Array.from(ends, (end, i) => ({
    address: addresses[senders[i]!],
    record: Buffer.from(bytes.subarray(i === 0 ? 0 : ends[i - 1], end)).toString('latin1'),
    time: times[i],
    truncated: truncated[i] === 1,
  }));
}

t.test('what goes in comes out, in order, cut at the limit', async (t) => {
  const datagram = fc.record({
    record: fc.string({ maxLength: 20 }),
    address: fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1'),
    time: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(fc.array(datagram, { maxLength: 30 }), { maxLength: 3 }), (packets) => {
      const packer = new DatagramPacker(10);
      for (const packet of packets) {
        for (const { record, address, time } of packet)
          packer.add(Buffer.from(record, 'latin1'), address, time);
        const expected = packet.map(({ record, address, time }) => ({
          address,
          record: record.slice(0, 10),
          time,
          truncated: record.length > 10,
        }));
        t.strictSame(unpack(packer.take()), expected);
        t.ok(packer.isEmpty);
      }
    }),
    { numRuns: 50 },
  );
});

t.test('a packet has an end by records and by bytes', async (t) => {
  const packer = new DatagramPacker(100_000);
  for (let i = 0; i < 511; i++) packer.add(Buffer.from('x'), '192.0.2.1', 0);
  t.notOk(packer.isFull);
  packer.add(Buffer.from('x'), '192.0.2.1', 0);
  t.ok(packer.isFull);
  packer.take();
  t.notOk(packer.isFull);
  packer.add(Buffer.alloc(65_536), '192.0.2.1', 0);
  t.ok(packer.isFull);
});

t.test('drops are counted by sender, those of too many senders together', async (t) => {
  const packer = new DatagramPacker(100);
  for (let i = 0; i < 1002; i++) packer.drop(10, `sender-${i}`);
  packer.drop(5, 'sender-0');
  t.notOk(packer.isEmpty);
  const { dropped } = packer.take();
  t.equal(dropped.length, 1001);
  t.strictSame(dropped[0], { address: 'sender-0', datagrams: 2, bytes: 15 });
  t.strictSame(dropped.at(-1), { address: '(other)', datagrams: 2, bytes: 20 });
});
