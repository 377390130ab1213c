import t from 'tap';
import { event, received, timeOf, told } from './record.js';

const json = (document: object) => event(JSON.stringify(document), { format: 'json' });

t.test('time, host and message from their usual names', async (t) => {
  const result = json({
    timestamp: '2026-11-21T20:00:00+01:00',
    host: 'web1',
    msg: 'hello',
    level: 'info',
    nested: { a: [1, { b: 2 }] },
  });
  t.equal(timeOf(result), '2026-11-21T19:00:00.000Z');
  t.match(result, { 'event.dataset': 'json.generic', 'host.name': 'web1', message: 'hello' });
  t.strictSame(result.fields, { host: 'web1', msg: 'hello', level: 'info', 'nested.a': [1, '{"b":2}'] });
  t.equal(json({ time: 1763755200 })['@timestamp'], 1763755200000);
  t.equal(json({ time: 1763755200123 })['@timestamp'], 1763755200123);
  t.equal(json({ time: 'yesterday' })['@timestamp'], received);
  t.equal(json({})['host.name'], '192.0.2.9');
});

t.test('ECS documents are taken over, nested and dotted', async (t) => {
  const result = json({
    '@timestamp': '2026-11-21T19:00:00Z',
    event: {
      module: 'keycloak',
      dataset: 'keycloak.events',
      action: 'LOGIN_ERROR',
      outcome: 'failure',
      kind: 'alert',
    },
    'user.name': 'bob',
    source: { ip: '192.0.2.7', port: 1234 },
    message: 'm',
    observer: { id: 'forged' },
  });
  const { '@timestamp': _time, fields, ...columns } = told(result);
  t.strictSame(columns, {
    'event.module': 'keycloak',
    'event.dataset': 'keycloak.events',
    'event.action': 'LOGIN_ERROR',
    'event.outcome': 'failure',
    'user.name': 'bob',
    'source.ip': '192.0.2.7',
    'source.port': 1234,
    message: 'm',
    'host.name': '192.0.2.9',
  });
  t.equal(result['observer.id'], 'c1', 'a sender cannot name another collector');
  t.equal(result['event.kind'], 'event');
  t.strictSame(fields, { 'event.kind': 'alert', 'observer.id': 'forged' });
});

t.test('values that a column cannot hold stay fields', async (t) => {
  const result = json({ 'source.ip': 'example.org', 'source.port': 'x', event: { outcome: 'maybe' } });
  t.strictSame(result.fields, { 'source.ip': 'example.org', 'source.port': 'x', 'event.outcome': 'maybe' });
  for (const odd of ['', ' ', true, [7], 1e300, '0x10', '12345678901234567890', 1.5]) {
    const { fields, ...columns } = json({ 'source.port': odd });
    t.strictSame(fields, { 'source.port': odd });
    t.notHas(columns, { 'source.port': Number });
  }
  t.match(json({ source: { port: '22' }, process: { pid: -1 } }), { 'source.port': 22, 'process.pid': -1 });
});

t.test('names and characters that break others', async (t) => {
  const result = event(
    '{"__proto__":["x"],"constructor":"y","a\\u0000b":"c\\u0000d","s":"\\ud800!","ok":"\\ud83d\\ude00"}',
    { format: 'json' },
  );
  t.ok(Object.hasOwn(result.fields, '__proto__'));
  t.equal(Object.getPrototypeOf(result.fields), Object.prototype);
  t.equal(result.fields['constructor'], 'y');
  t.match(JSON.stringify(result.fields), /c\u2400d/);
  t.equal(result.fields['s'], '\ufffd!');
  t.equal(result.fields['ok'], '😀');
  t.notMatch(JSON.stringify(result.fields), /\\u0000/);
});

t.test('nesting is bounded, a later duplicate wins', async (t) => {
  const deep = (n: number): string => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`;
  const name = Array.from({ length: 13 }, () => 'a').join('.');
  t.strictSame(event(deep(20), { format: 'json' }).fields, { [name]: deep(7) });
  const absurd = event(deep(200_000), { format: 'json' });
  t.equal(absurd['event.kind'], 'pipeline_error');
  t.match(absurd['error.message'], /too deeply/);
  t.equal(event('{"a":1,"a":2}', { format: 'json' }).fields['a'], 2);
});
