import fc from 'fast-check';
import t from 'tap';
import { splitCsv } from '../../../server/normalise/device/csv.js';
import { deviceTime, epochTime, offsetOf } from '../../../server/normalise/device/device-time.js';
import { pairs } from '../../../server/normalise/device/pairs.js';
import { event, timeOf } from '../record.js';

t.test('CEF: header and extension with their escapes, custom labels, times', async (t) => {
  const result = event(
    '<134>Nov 21 08:14:05 fw CEF:0|Security\\|Inc|threat\\\\manager|1.0|100|worm: stopped|10|src=10.0.0.1 spt=1232 dst=203.0.113.9 dpt=443 suser=STADT\\\\m.brandt act=blocked request=https://x.example/?a=b&c\\=d msg=Detected a \\= b\\nsecond line cs1Label=Rule Name cs1=block all rt=1795245245123',
  );
  t.equal(timeOf(result), '2026-11-21T07:14:05.123Z');
  t.match(result, {
    'event.dataset': 'cef.security_inc',
    'event.code': '100',
    'event.severity': 2,
    'event.outcome': 'failure',
    'source.port': 1232,
    'user.name': 'm.brandt',
    'user.domain': 'STADT',
    'host.name': 'fw',
    fields: {
      DeviceVendor: 'Security|Inc',
      DeviceProduct: 'threat\\manager',
      Name: 'worm: stopped',
      request: 'https://x.example/?a=b&c=d',
      msg: 'Detected a = b\nsecond line',
      'Rule Name': 'block all',
      cs1: 'block all',
    },
  });
  t.match(
    event(
      '<134>CEF: 0|Palo Alto Networks|PAN-OS|10|end|TRAFFIC|Very-High|cs1Label=src cs1=evil src=10.1.1.1',
    ),
    {
      'event.dataset': 'paloalto.cef',
      'event.severity': 2,
      fields: { src: '10.1.1.1' },
    },
  );
  t.match(event('<14>1 2026-11-21T07:14:05Z h app - - - CEF:1|V|P|1|7|n|Low|'), {
    'event.dataset': 'cef.v',
    'event.severity': 5,
  });
  t.match(event('<134>CEF:0|a|b|c'), { 'event.dataset': 'cef.a', 'error.message': /3 of 7 parts/ });
});

t.test('LEEF: both versions, delimiters, escapes', async (t) => {
  const fields = { src: '192.0.2.5', msg: 'there are spaces', DeviceProduct: 'Product' };
  t.match(
    event(
      '<13>Nov 21 08:14:05 h LEEF:1.0|Vendor|Product|4.0 SP1|15345|src=192.0.2.5\tmsg=there are spaces\tsev=9',
    ),
    {
      'event.dataset': 'leef.vendor',
      'event.code': '15345',
      'event.severity': 2,
      'source.ip': '192.0.2.5',
      fields,
    },
  );
  for (const delimiter of ['^', 'x5E', '0x5e'])
    t.match(
      event(`LEEF:2.0|Vendor|Product|1.0|41|${delimiter}|src=192.0.2.5^msg=there are spaces^x=a\\^b\\=c`),
      {
        fields: { ...fields, x: 'a^b=c' },
      },
      delimiter,
    );
  t.match(event('LEEF:2.0|Vendor|Product|1.0|41||src=192.0.2.5\tmsg=there are spaces'), { fields });
  t.match(
    event('LEEF:2.0|Vendor|Product|1.0|41|src=192.0.2.5\tmsg=there are spaces'),
    { fields },
    'no place for it',
  );
  t.match(event('LEEF:2.0|Vendor|Product|1.0|41|src=192.0.2.5\tmsg=there are spaces\turl=a|b'), {
    fields: { ...fields, url: 'a|b' },
  });
  t.equal(
    timeOf(event('LEEF:1.0|V|P|1|1|devTime=Nov 21 2026 08:14:05\tpath=C:\\temp')),
    '2026-11-21T07:14:05.000Z',
  );
  t.match(event('LEEF:1.0|V|P'), { 'event.dataset': 'leef.v', 'error.message': /of 5 parts/ });
});

t.test('Veeam: quotes inside XML, id, user and text', async (t) => {
  t.match(
    event(
      '<134>1 2026-11-21T08:14:05.456842+01:00 VBR01 Veeam_MP - - [origin enterpriseId="31023"] [categoryId=0 instanceId=23090 JobType="3" JobName="DMS "neu" 01" ChangesXML="<changes><object id="7e15" name="x" /></changes>" UserName="STADT\\kuehn" Version="1" Description="Backup job \'DMS 01\' has been deleted."]',
    ),
    {
      'event.dataset': 'veeam.backup',
      'event.code': '23090',
      'user.name': 'kuehn',
      'host.name': 'VBR01',
      message: "Backup job 'DMS 01' has been deleted.",
      fields: {
        ChangesXML: '<changes><object id="7e15" name="x" /></changes>',
        JobName: 'DMS "neu" 01',
        JobType: '3',
      },
    },
  );
});

t.test('Squid', async (t) => {
  const result = event(
    '1795245245.129    345 10.1.2.3 TCP_DENIED/403 1530 CONNECT evil.example:443 m.brandt HIER_NONE/- text/html',
  );
  t.equal(timeOf(result), '2026-11-21T07:14:05.129Z');
  t.match(result, {
    'event.dataset': 'squid.access',
    'event.outcome': 'failure',
    'source.ip': '10.1.2.3',
    'user.name': 'm.brandt',
    fields: {
      'cs-host': 'evil.example',
      'c-uri': 'evil.example:443',
      'cs-method': 'CONNECT',
      'sc-status': 403,
    },
  });
  t.match(
    event(
      '<14>Nov 21 08:14:05 proxy (squid-1)[9]: 1795245245.129 5 10.1.2.3 TCP_MISS/200 15 GET http://x.example/a/b.exe?q=1 - HIER_DIRECT/203.0.113.4 -',
    ),
    {
      'event.dataset': 'squid.access',
      'destination.ip': '203.0.113.4',
      'host.name': 'proxy',
      fields: {
        'c-uri-stem': '/a/b.exe',
        'c-uri-query': 'q=1',
        'c-uri-extension': 'exe',
        'cs-host': 'x.example',
      },
    },
  );
});

t.test('times: epochs of four precisions, slashes, offsets by name', async (t) => {
  const time = Date.UTC(2026, 10, 21, 7, 14, 5);
  for (const text of ['1795245245', '1795245245000', '1795245245000000', '1795245245000000000'])
    t.equal(epochTime(text), time, text);
  for (const text of ['', '179524524', '17952452450000000x0', 'abcdefghij'])
    t.equal(epochTime(text), undefined, text);
  for (const text of ['2026/11/21 08:14:05', '2026-11-21T08:14:05+01:00', 'Nov 21 2026 08:14:05'])
    t.equal(deviceTime(text, time, 'Europe/Berlin'), time, text);
  t.equal(deviceTime('soon', time, undefined), undefined);
  t.same(
    [offsetOf('+0130'), offsetOf('-01:00'), offsetOf('CEST'), offsetOf('IST')],
    [5_400_000, -3_600_000, 7_200_000, undefined],
  );
});

const key = fc.stringMatching(/^[a-z][a-zA-Z0-9_.-]{0,12}$/);

t.test('what is written as pairs is read as pairs', async () => {
  const value = fc.string({ maxLength: 20 }).filter((text) => !/["\\]|^\s|\s$/.test(text) && text !== '');
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { maxLength: 8 }), (list) => {
      const read: [string, string][] = [];
      pairs(list.map(([name, text]) => `${name}="${text}"`).join(' '), 0, (name, text) =>
        read.push([name, text]),
      );
      return JSON.stringify(read) === JSON.stringify(list);
    }),
  );
});

t.test('what is written as CSV is read as CSV', async () => {
  const field = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 9 }), (list) => {
      const text = list.map((one) => `"${one.replaceAll('"', '""')}"`).join(',');
      return JSON.stringify(splitCsv(text, 99)) === JSON.stringify(list);
    }),
  );
});

t.test('what is written as CEF is read as CEF', async () => {
  const header = fc.string({ maxLength: 10 }).map((text) => text.replaceAll(/[\0\r\n]/g, ''));
  const value = fc
    .string({ minLength: 1, maxLength: 15 })
    .map((text) => text.replaceAll(/\s/g, ' ').trim())
    .filter((text) => text !== '' && !text.includes('\0'));
  const names = fc.uniqueArray(fc.stringMatching(/^x[a-z]{1,8}$/), { maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(header, { minLength: 3, maxLength: 3 }),
      names,
      fc.array(value, { minLength: 6, maxLength: 6 }),
      (parts, keys, values) => {
        const written = parts.map((part) => part.replaceAll(/[\\|]/g, '\\$&')).join('|');
        const list = keys.map((name, i) => `${name}=${values[i]!.replaceAll(/[\\=]/g, '\\$&')}`).join(' ');
        const { fields } = event(`<13>CEF:0|${written}|id|name|3|${list}`);
        return keys.every((name, i) => fields[name] === values[i]);
      },
    ),
  );
});

t.test('hostile lines are read in linear time', async (t) => {
  const long = 200_000;
  const heads = [
    '<13>CEF:0|a|b|c|d|e|1|',
    '<13>LEEF:2.0|a|b|c|d|^|',
    '<13>date=2026-11-21 time=08:14:05 devid=',
    '<13>device="SFW" log_type="',
    '<13>[categoryId=0 instanceId=1 a="<',
    '<134>1 2026-11-21T07:14:05Z h CheckPoint 1 - [action:"',
    '<13>1,2026/11/21 08:14:05,1,THREAT,',
    '<13>Nov 21 08:14:05 h PACKET_ALERT: Dst: ',
    '<13>%ASA-4-106023: Deny tcp src ',
  ];
  for (const head of heads)
    for (const piece of ['a=', '="', '\\"', '" ', '"" ', ',"', '\\', '|', ' ', '{', '[', ':"', 'a '])
      t.type(event(head + piece.repeat(long / piece.length))['event.kind'], 'string', head);
});
