import fc from 'fast-check';
import t from 'tap';
import {
  addressProblem,
  hostNameProblem,
  normaliseTargetObject,
  targetObjectProblems,
} from '../../../server/isms/structure/target-object.js';

t.test('host names', async (t) => {
  for (const good of [
    'srv01',
    'srv-file01.stadt.example',
    'ws_0107',
    '1und1',
    'a'.repeat(63),
    'xn--rathaus-bqa.example',
  ]) {
    t.equal(hostNameProblem(good), undefined, good);
  }
  for (const bad of [
    '',
    '-a',
    'a-',
    'a..b',
    'a b',
    'a'.repeat(64),
    '10.1.2.3',
    '::1',
    'a/b',
    'rät',
    `${'a.'.repeat(127)}b`,
  ]) {
    t.type(hostNameProblem(bad)?.message, 'string', bad);
  }
});

t.test('addresses and networks', async (t) => {
  for (const good of [
    '10.1.2.3',
    '10.0.0.0/8',
    '0.0.0.0/0',
    '2001:db8::1',
    '2001:db8::/32',
    '::/0',
    '::ffff:10.1.2.3',
  ]) {
    t.equal(addressProblem(good), undefined, good);
  }
  const bads = [
    '',
    '10.1.2',
    '10.1.2.256',
    '010.1.2.3',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
  ];
  for (const bad of [
    ...bads,
    '10.0.0.0/-1',
    '::/129',
    'fe80::1%eth0',
    'srv01',
    '10.0.0.0/1e1',
    '10.1.2.3 ',
  ]) {
    t.type(addressProblem(bad)?.message, 'string', bad);
  }
});

t.test('every fault has its place', async (t) => {
  const values = normaliseTargetObject({
    key: ' ',
    type: 'room',
    name: 'Raum\u0007',
    hostnames: ['ok', 'not ok'],
    addresses: ['10.0.0.1', '10.0.0.1', 'x'],
  });
  t.same(
    targetObjectProblems(values).map(({ pointer }) => pointer),
    ['/key', '/name', '/hostnames/1', '/addresses/1'],
  );
});

t.test('normalising twice changes nothing more', async (t) => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 });
  const input = fc.record({
    key: text,
    type: fc.constantFrom('room' as const, 'network' as const),
    name: text,
    owner: text,
    hostnames: fc.array(text, { maxLength: 5 }),
    addresses: fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), text), { maxLength: 5 }),
    tags: fc.array(text, { maxLength: 5 }),
  });
  fc.assert(
    fc.property(input, (value) => {
      const once = normaliseTargetObject(value);
      t.same(normaliseTargetObject(once), once);
    }),
    { numRuns: 200 },
  );
});
