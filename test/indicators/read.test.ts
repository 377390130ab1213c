import t from 'tap';
import { readIndicators } from '../../server/indicators/read.js';
import { instantOf } from '../../server/indicators/reading.js';
import { patternValues } from '../../server/indicators/stix-pattern.js';

const read = (text: string) => readIndicators(Buffer.from(text));
const values = (text: string) => read(text).indicators.map(({ kind, value }) => `${kind} ${value}`);
const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const sha256 = 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855';

t.test('a bare list: kinds are told by the values, defanged ones are refanged', async (t) => {
  t.same(
    values(
      [
        '# from the Land CERT',
        '198.51.100[.]7',
        '203.0.113.99/24',
        '2001:DB8:0::1',
        '::ffff:192.0.2.1',
        'hxxps://Evil[.]example:443/a/../Pay?x=1#top',
        'WWW.Evil[.]example.',
        '*.bücher.example',
        'phish[@]evil.example',
        'Rechnung.exe',
        md5.toUpperCase(),
        sha256,
      ].join('\n'),
    ),
    [
      'ip 198.51.100.7',
      'network 203.0.113.0/24',
      'ip 2001:db8::1',
      'ip 192.0.2.1',
      'url https://evil.example/Pay?x=1',
      'domain www.evil.example',
      'domain xn--bcher-kva.example',
      'email phish@evil.example',
      'file_name rechnung.exe',
      `md5 ${md5}`,
      `sha256 ${sha256.toLowerCase()}`,
    ],
  );
});

t.test('a table with named columns, German dates and quotes; wrong rows with their lines', async (t) => {
  const found = read(
    [
      'typ;wert;beschreibung;gültig bis;tlp',
      'ip;198.51.100.7;"Steuerserver; ""neu""\nzweite Zeile";31.12.2026;TLP:AMBER',
      'ip;198.51.100.7;doppelt;;',
      'ip;300.1.1.1;;;',
      'mutex;Global\\x;;;',
      'domain;evil.example;;morgen;',
      'domain;evil.example;;;purple',
      ';localhost;;;',
      'network;10.0.0.0/4;;;',
      'filename;C:\\Temp\\evil.exe;;;',
    ].join('\r\n'),
  );
  t.same(found.indicators, [
    {
      kind: 'ip',
      value: '198.51.100.7',
      description: 'Steuerserver; "neu"\nzweite Zeile',
      tlp: 'amber',
      valid_from: null,
      valid_until: '2026-12-31T23:00:00.000Z',
    },
  ]);
  t.equal(found.duplicates, 1);
  t.equal(found.wrong, 7);
  t.same(
    found.problems.map(({ place, value }) => [place, value]),
    [
      ['line 5', '300.1.1.1'],
      ['line 6', 'Global\\x'],
      ['line 7', 'evil.example'],
      ['line 8', 'evil.example'],
      ['line 9', 'localhost'],
      ['line 10', '10.0.0.0/4'],
      ['line 11', 'C:\\Temp\\evil.exe'],
    ],
  );
  t.throws(() => read('ip,"open\n1.2.3.4'), { code: 'TABLE_MALFORMED', message: /line 1/ });
});

t.test(
  'a STIX bundle: alternatives are taken apart, everything else is refused by its pointer',
  async (t) => {
    const indicator = (pattern: string, more = {}) => ({
      type: 'indicator',
      pattern_type: 'stix',
      pattern,
      valid_from: '2026-11-01T00:00:00Z',
      ...more,
    });
    const found = read(
      JSON.stringify({
        type: 'bundle',
        objects: [
          { type: 'identity', name: 'CERT' },
          indicator(`[file:hashes.'SHA-256' = '${sha256}' OR file:hashes.MD5 = '${md5}']`, {
            name: 'Loader',
            object_marking_refs: ['marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003'],
            valid_until: '2026-12-01T00:00:00Z',
          }),
          indicator(
            "[ipv4-addr:value IN ('198.51.100.1','198.51.100.2')] OR [domain-name:value = 'evil.example']",
          ),
          indicator("[ipv4-addr:value ISSUBSET '203.0.113.0/24']"),
          indicator("[(file:name = 'it\\'s.exe')]"),
          indicator("[file:name = 'a.exe' AND file:size = 3]"),
          indicator("[domain-name:value LIKE '%.evil.example']"),
          indicator("[windows-registry-key:key = 'HKLM']"),
          indicator('rule x {}', { pattern_type: 'yara' }),
          indicator("[domain-name:value = 'old.example']", { revoked: true }),
          indicator("[domain-name:value = 'evil.example'] FOLLOWEDBY [ipv4-addr:value = '198.51.100.1']"),
          indicator("[domain-name:value = 'localhost']"),
        ],
      }),
    );
    t.equal(found.form, 'stix');
    t.same(
      found.indicators.map(({ value }) => value),
      [
        sha256.toLowerCase(),
        md5,
        '198.51.100.1',
        '198.51.100.2',
        'evil.example',
        '203.0.113.0/24',
        "it's.exe",
      ],
    );
    t.match(found.indicators[0], {
      description: 'Loader',
      tlp: 'amber+strict',
      valid_from: '2026-11-01T00:00:00.000Z',
      valid_until: '2026-12-01T00:00:00.000Z',
    });
    t.same(Object.fromEntries(found.leftOut), { other_object: 1, revoked: 1 });
    t.same(
      found.problems.map(({ place, message }) => `${place} ${message.slice(0, 20)}`),
      [
        '/objects/5/pattern joins by AND, which ',
        '/objects/6/pattern compares with LIKE; ',
        '/objects/7/pattern asks for windows-reg',
        '/objects/8/pattern_type is a pattern of anot',
        '/objects/10/pattern joins by FOLLOWEDBY,',
        '/objects/11/pattern is no domain name',
      ],
    );
    t.throws(() => read('{"type":"bundle"}'), { code: 'VALIDATION' });
    const deep = (depth: number) => `[${'('.repeat(depth)}file:name = 'a.exe'${')'.repeat(depth)}]`;
    t.same(patternValues(deep(3)), [{ kind: 'file_name', value: 'a.exe' }]);
    t.match(patternValues(deep(1000)), { message: /brackets/ });
    t.match(patternValues(deep(100_000)), { message: /longer/ });
  },
);

t.test('a STIX pattern that is cut off anywhere is refused, not misread', async (t) => {
  const whole = "[ipv4-addr:value IN ('198.51.100.1')] OR [file:hashes.'SHA-256' = 'x']";
  t.type(patternValues(whole), Array);
  for (let end = 0; end < whole.length; end++) {
    if (end === whole.indexOf(' OR') || end === whole.indexOf(' OR') + 1) continue;
    t.match(patternValues(whole.slice(0, end)), { message: String }, whole.slice(0, end));
  }
});

t.test('a MISP event: attributes for detection, also of objects, composite ones in parts', async (t) => {
  const attribute = (type: string, value: string, more = {}) => ({ type, value, to_ids: true, ...more });
  const found = read(
    JSON.stringify({
      response: [
        {
          Event: {
            info: 'Phishing',
            Tag: [{ name: 'tlp:green' }],
            Attribute: [
              attribute('filename|md5', `Rechnung.exe|${md5}`, { comment: 'Anhang' }),
              attribute('ip-dst|port', '198.51.100.7|443', { Tag: [{ name: 'tlp:red' }] }),
              attribute('domain', 'seen.example', { to_ids: false }),
              attribute('domain', 'gone.example', { deleted: true }),
              attribute('mutex', 'x'),
              attribute('filename|sha1', 'nothing'),
            ],
            Object: [{ Attribute: [attribute('hostname', 'evil.example')] }],
          },
        },
      ],
    }),
  );
  t.equal(found.form, 'misp');
  t.match(found.indicators, [
    { kind: 'file_name', value: 'rechnung.exe', description: 'Phishing: Anhang', tlp: 'green' },
    { kind: 'md5', value: md5 },
    { kind: 'ip', value: '198.51.100.7', tlp: 'red' },
    { kind: 'domain', value: 'evil.example', tlp: 'green' },
  ]);
  t.same(Object.fromEntries(found.leftOut), { not_for_detection: 1, deleted: 1 });
  t.same(
    found.problems.map(({ place }) => place),
    ['/response/0/Event/Attribute/4/type', '/response/0/Event/Attribute/5/value'],
  );
  t.throws(() => read('{}'), { code: 'VALIDATION' });
  t.throws(() => read('{"a":'), { code: 'VALIDATION' });
});

t.test('times', async (t) => {
  t.equal(instantOf('2026-07-31'), '2026-07-30T22:00:00.000Z', 'of Europe/Berlin');
  t.equal(instantOf('1.2.2026', true), '2026-02-01T23:00:00.000Z');
  t.equal(instantOf('2026-12-31T10:00:00+01:00'), '2026-12-31T09:00:00.000Z');
  t.equal(instantOf('2026-12-31 10:00'), '2026-12-31T09:00:00.000Z');
  t.equal(instantOf(' '), null);
  t.equal(instantOf('2026-13-31'), undefined);
  t.equal(instantOf('29.02.2027', true), undefined, 'no leap year');
  t.equal(instantOf('2026-04-31T10:00:00Z'), undefined);
});
