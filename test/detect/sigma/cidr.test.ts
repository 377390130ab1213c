import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import t from 'tap';
import { cidrContains, parseAddress, parseCidr } from '../../../server/detect/sigma/cidr.js';

const addresses = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV6().map((one) => one.toUpperCase()),
);
const nearly = fc.string({
  unit: fc.constantFrom('0', '1', '255', 'f', ':', '::', '.', '1.2.3.4'),
  maxLength: 12,
});

t.test('the same texts are addresses as for Node', async (t) => {
  const property = fc.property(
    fc.oneof(addresses, nearly),
    (text) => (parseAddress(text) !== undefined) === (isIP(text) !== 0),
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 5000 }));
});

t.test('the same addresses are in a network as for Node', async (t) => {
  const property = fc.property(
    addresses,
    addresses,
    fc.nat(128),
    fc.boolean(),
    (network, other, length, same) => {
      const bits = Math.min(length, isIP(network) === 4 ? 32 : 128);
      const address = same ? network : other;
      const list = new BlockList();
      list.addSubnet(network, bits, isIP(network) === 4 ? 'ipv4' : 'ipv6');
      const expected =
        isIP(network) === isIP(address) && list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
      // Only here an IPv4-mapped address counts as IPv4.
      if (/ffff:/i.test(network) || /ffff:/i.test(address)) return true;
      return cidrContains(parseCidr(`${network}/${bits}`)!, address) === expected;
    },
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 3000 }));
});

t.test('what is no network', async (t) => {
  for (const text of [
    '',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '010.0.0.0/8',
    'x',
    '10.0.0.0/-1',
  ]) {
    t.equal(parseCidr(text), undefined, text);
  }
});
