import t from 'tap';
import type { Event } from '../../../server/contract/event.js';
import { matches, problemCodes } from '../rule-text.js';

type Fields = Event['fields'];

/** Paragraph of Sigma 2.1, item, fields that match, fields that do not. */
const cases: [paragraph: string, item: string, yes: Fields[], no: Fields[]][] = [
  ['General: case-insensitive', "f: 'AbC'", [{ f: 'abc' }, { f: 'ABC' }], [{ f: 'abcd' }, {}]],
  ['General: case-insensitive beyond ASCII', "f: 'GRÜN'", [{ f: 'grün' }], [{ f: 'grun' }]],
  ['String Wildcard', "f: 'prog?.exe'", [{ f: 'progA.exe' }, { f: 'prog😀.exe' }], [{ f: 'prog.exe' }]],
  [
    'String Wildcard',
    "f: 'a*c*e'",
    [{ f: 'ace' }, { f: 'abcde' }, { f: 'axxcyyce' }],
    [{ f: 'ae' }, { f: 'acex' }],
  ],
  ['String Wildcard: line breaks', "f: 'a*c'", [{ f: 'a\nb\nc' }], [{ f: 'a\nb' }]],
  ['Escape: backslash alone', "f: 'C:\\x'", [{ f: 'C:\\x' }], [{ f: 'C:x' }]],
  ['Escape: double backslash', "f: 'a\\\\b'", [{ f: 'a\\b' }], [{ f: 'a\\\\b' }]],
  ['Escape: \\*', "f: 'a\\*'", [{ f: 'a*' }], [{ f: 'ab' }, { f: 'a\\b' }]],
  ['Escape: \\\\*', "f: 'a\\\\*'", [{ f: 'a\\' }, { f: 'a\\b' }], [{ f: 'a*' }, { f: 'ab' }]],
  ['Escape: \\\\\\*', "f: 'a\\\\\\*'", [{ f: 'a\\*' }], [{ f: 'a\\b' }, { f: 'a*' }]],
  [
    'Escape: three or four backslashes',
    "f: ['a\\\\\\b', 'c\\\\\\\\d']",
    [{ f: 'a\\\\b' }, { f: 'c\\\\d' }],
    [{ f: 'a\\b' }],
  ],
  ['Special Field Values: empty', "f: ''", [{ f: '' }], [{}, { f: null }, { f: 'x' }]],
  [
    'Special Field Values: null',
    'f: null',
    [{}, { f: null }, { f: [] }],
    [{ f: '' }, { f: 0 }, { f: false }],
  ],
  ['Field Existence: true', 'f|exists: true', [{ f: '' }, { f: null }, { f: 0 }], [{}]],
  ['Field Existence: false', 'f|exists: false', [{}], [{ f: null }, { f: 'x' }]],
  ['Maps: number', 'f: 4688', [{ f: 4688 }, { f: '4688' }], [{ f: 46880 }]],
  ['Maps: number as written or in decimal', 'f: 0x17', [{ f: '0x17' }, { f: 23 }], [{ f: 17 }]],
  [
    'Maps: integers keep their digits',
    'f: [18446744073709551615, 0xFFFFFFFFFFFFFFFF, -9007199254740993]',
    [{ f: '18446744073709551615' }, { f: '0xffffffffffffffff' }, { f: '-9007199254740993' }],
    [{ f: '18446744073709551616' }, { f: '18446744073709552000' }, { f: '-9007199254740992' }],
  ],
  [
    'String Wildcard: one character whose lower case is two',
    "f: 'a?b'",
    [{ f: 'aİb' }],
    [{ f: 'ab' }, { f: 'aİİb' }],
  ],
  ['Maps: boolean', 'f: true', [{ f: true }, { f: 'true' }, { f: 'True' }], [{ f: false }, { f: 1 }]],
  ['Maps: YAML 1.2 words stay text', 'f: yes', [{ f: 'yes' }], [{ f: true }]],
  ['Maps: arrays match if any element does', "f: 'b'", [{ f: ['a', 'B'] }, { f: [['b']] }], [{ f: ['a'] }]],
  ['Maps: joined by AND', "f: 'a'\n  g: 'b'", [{ f: 'a', g: 'b' }], [{ f: 'a' }, { g: 'b' }]],
  ['Lists: joined by OR', "f: ['a', 'b']", [{ f: 'a' }, { f: 'b' }], [{ f: 'c' }]],
  ['Lists of maps: joined by OR', "- f: 'a'\n  - g: 'b'", [{ f: 'a' }, { g: 'b' }], [{ f: 'b', g: 'a' }]],
  ['contains', "f|contains: 'bc'", [{ f: 'aBCd' }, { f: 'bc' }], [{ f: 'bxc' }, {}]],
  [
    'contains: wildcard means any present value',
    "f|contains: '*'",
    [{ f: 'x' }, { f: '' }, { f: 0 }],
    [{}, { f: null }],
  ],
  ['contains: wildcard within', "f|contains: 'a*c'", [{ f: 'xabcx' }], [{ f: 'cxa' }]],
  ['contains: number', 'f|contains: 445', [{ f: '1445x' }, { f: 4450 }], [{ f: 44 }]],
  ['startswith', "f|startswith: 'ab'", [{ f: 'ABc' }], [{ f: 'cab' }]],
  ['endswith', "f|endswith: '\\cmd.exe'", [{ f: 'C:\\CMD.EXE' }], [{ f: 'xcmd.exe' }, { f: '\\cmd.exe ' }]],
  ['all', "f|contains|all: ['a', 'b']", [{ f: 'bxa' }], [{ f: 'a' }, { f: 'b' }]],
  ['all: order of the modifiers', "f|all|contains: ['a', 'b']", [{ f: 'bxa' }], [{ f: 'a' }]],
  ['cased', "f|cased: 'Ab'", [{ f: 'Ab' }], [{ f: 'ab' }]],
  ['cased with contains', "f|contains|cased: 'Ab'", [{ f: 'xAbx' }], [{ f: 'xabx' }]],
  ['neq', "f|neq: ['a', 'b']", [{ f: 'c' }, {}], [{ f: 'a' }, { f: 'B' }]],
  ['neq: number', 'f|neq: 5', [{ f: 6 }], [{ f: 5 }, { f: '5' }]],
  [
    'windash: five characters',
    "f|contains|windash: ' -enc'",
    ['-', '/', '\u2013', '\u2014', '\u2015'].map((d) => ({ f: `ps ${d}ENC x` })),
    [{ f: 'ps enc' }, { f: 'ps +enc' }],
  ],
  [
    'windash: all permutations',
    "f|windash: '-a /b'",
    [{ f: '/a -b' }, { f: '\u2014a \u2013b' }],
    [{ f: '_a /b' }],
  ],
  [
    'windash: any number of dashes',
    "f|contains|windash: ' -a -b -c -d -e -f --'",
    [{ f: 'x /A –b —c ―d -e /f /-' }, { f: 'x -a -b -c -d -e -f -- y' }],
    [{ f: 'x -a -b -c -d -e f --' }, { f: 'x -a -b -c -d -e -f -' }],
  ],
  [
    'windash: nothing but dashes',
    "f|windash: '-/-/-/-'",
    [{ f: '-/\u2013\u2014\u2015--' }],
    [{ f: '------' }, { f: '--------' }, { f: '---_---' }],
  ],
  [
    'windash with all: one form of each value',
    "f|contains|all|windash: [' -x', ' -y']",
    [{ f: 'p /x -y' }, { f: 'p -y –x' }],
    [{ f: 'p /x' }, { f: 'p -y -z' }],
  ],
  ['windash before contains', "f|windash|contains: '-x'", [{ f: 'a /x b' }], [{ f: 'a x b' }]],
  ['base64', "f|base64: 'foo'", [{ f: 'Zm9v' }], [{ f: 'foo' }]],
  ['base64 with contains', "f|base64|contains: 'foo'", [{ f: 'xxZm9vxx' }], [{ f: 'xxfooxx' }]],
  [
    'base64offset',
    "f|base64offset|contains: 'foobar'",
    ['', 'x', 'xy'].map((pad) => ({ f: Buffer.from(`${pad}foobar!!`).toString('base64') })),
    [{ f: Buffer.from('fooba').toString('base64') }],
  ],
  [
    'wide|base64offset|contains',
    "f|wide|base64offset|contains: 'http'",
    ['', 'x', 'xy'].map((pad) => ({
      f: Buffer.concat([Buffer.from(pad), Buffer.from('http://a', 'utf16le')]).toString('base64'),
    })),
    [{ f: Buffer.from('http://a').toString('base64') }],
  ],
  [
    'base64offset with all: one form of each value',
    "f|base64offset|contains|all: ['mimikatz', 'sekurlsa']",
    ['.mimikatz sekurlsa', 'sekurlsa mimikatz', '..sekurlsa.mimikatz.'].map((text) => ({
      f: Buffer.from(text).toString('base64'),
    })),
    ['.mimikatz.', 'sekurlsa', 'mimikatz mimikatz'].map((text) => ({
      f: Buffer.from(text).toString('base64'),
    })),
  ],
  [
    'windash before base64',
    "f|windash|base64|all: ['-a -b -c']",
    ['-a -b -c', '/a \u2015b /c'].map((text) => ({ f: Buffer.from(text).toString('base64') })),
    ['a b c', '-a -b +c'].map((text) => ({ f: Buffer.from(text).toString('base64') })),
  ],
  [
    'utf16le is wide',
    "f|utf16le|base64|contains: 'ab'",
    [{ f: Buffer.from('ab', 'utf16le').toString('base64') }],
    [{ f: 'YWI=' }],
  ],
  [
    'utf16be',
    "f|utf16be|base64: 'ab'",
    [{ f: Buffer.from([0, 97, 0, 98]).toString('base64') }],
    [{ f: Buffer.from('ab', 'utf16le').toString('base64') }],
  ],
  [
    'utf16: byte order mark',
    "f|utf16|base64: 'a'",
    [{ f: Buffer.from([0xff, 0xfe, 97, 0]).toString('base64') }],
    [{ f: Buffer.from([97, 0]).toString('base64') }],
  ],
  ['base64: UTF-8', "f|base64: 'ä'", [{ f: 'w6Q=' }], [{ f: '5A==' }]],
  ['re: case-sensitive, unanchored', "f|re: 'a[bc]+d'", [{ f: 'xxabcdxx' }], [{ f: 'ABCD' }, { f: 'ad' }]],
  ['re: i', "f|re|i: 'a[bc]+d'", [{ f: 'xABCDx' }], [{ f: 'ad' }]],
  ['re: dot does not match a newline', "f|re: 'a.b'", [{ f: 'axb' }], [{ f: 'a\nb' }]],
  ['re: s', "f|re|s: 'a.b'", [{ f: 'a\nb' }], [{ f: 'ab' }]],
  ['re: m', "f|re|m: '^b$'", [{ f: 'a\nb\nc' }], [{ f: 'a\nbc' }]],
  ['re: without m', "f|re: '^b$'", [{ f: 'b' }], [{ f: 'a\nb\nc' }]],
  ['re: inline flag', "f|re: '(?i)abc'", [{ f: 'ABC' }], [{ f: 'ab' }]],
  ['re: a backslash is the expression’s', "f|re: '\\d{2}\\*'", [{ f: '12*' }], [{ f: '12' }]],
  [
    'cidr: IPv4',
    "f|cidr: '10.0.0.0/8'",
    [{ f: '10.255.0.1' }, { f: '::ffff:10.1.2.3' }],
    [{ f: '11.0.0.1' }, { f: '10.0.0' }, { f: 'x' }],
  ],
  [
    'cidr: IPv6',
    "f|cidr: '2001:db8::/32'",
    [{ f: '2001:0DB8:1::1' }, { f: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff' }],
    [{ f: '2001:db9::' }, { f: '32.1.13.184' }],
  ],
  [
    'cidr: odd prefix length',
    "f|cidr: ['fe80::/10', '192.168.1.128/25']",
    [{ f: 'febf::1' }, { f: 'fe80::1%eth0' }, { f: '192.168.1.200' }],
    [{ f: 'fec0::1' }, { f: '192.168.1.100' }],
  ],
  [
    'gt: numbers in text',
    'f|gt: 9',
    [{ f: 10 }, { f: '10' }, { f: '0x1f' }, { f: '9.5' }],
    [{ f: 9 }, { f: '9' }, { f: 'x' }, {}, { f: '' }],
  ],
  [
    'gte, lt, lte',
    'f|gte: 2\n  g|lt: 3\n  h|lte: -1',
    [{ f: 2, g: '2', h: -1 }],
    [
      { f: 1, g: 2, h: -1 },
      { f: 2, g: 3, h: -1 },
      { f: 2, g: 2, h: 0 },
    ],
  ],
  [
    'fieldref',
    'f|fieldref: g',
    [
      { f: 'a', g: 'A' },
      { f: 1, g: '1' },
    ],
    [{ f: 'a', g: 'b' }, { f: 'a' }, {}],
  ],
  ['fieldref with startswith', 'f|fieldref|startswith: g', [{ f: 'abc', g: 'AB' }], [{ f: 'ab', g: 'abc' }]],
  ['fieldref with endswith', 'f|fieldref|endswith: g', [{ f: 'abc', g: 'bc' }], [{ f: 'abc', g: 'ab' }]],
  ['fieldref with contains', 'f|fieldref|contains: g', [{ f: 'abc', g: 'b' }], [{ f: 'abc', g: 'x' }]],
  ['fieldref with neq', 'f|fieldref|neq: g', [{ f: 'a', g: 'b' }], [{ f: 'a', g: 'a' }]],
  ['fieldref with cased', 'f|fieldref|cased: g', [{ f: 'a', g: 'a' }], [{ f: 'a', g: 'A' }]],
  [
    'time: hour',
    'f|hour: 3',
    [{ f: '2025-06-01T03:59:00+02:00' }, { f: Date.UTC(2025, 1, 1, 3) }],
    [{ f: '2025-06-01 04:00:00' }, { f: 'x' }],
  ],
  [
    'time: minute, day, month, year',
    'f|minute: 7\n  f|day: 31\n  f|month: 12\n  f|year: 2024',
    [{ f: '2024-12-31 23:07:01.5' }],
    [{ f: '2025-12-31 23:07:01' }],
  ],
  [
    'time: week',
    'f|week: 1',
    [{ f: '2024-12-30' }, { f: '2025-01-05' }],
    [{ f: '2024-12-29' }, { f: '2025-01-06' }],
  ],
  ['time with gte', 'f|hour|gte: 18', [{ f: '2025-06-01T18:00:00Z' }], [{ f: '2025-06-01T17:59:00Z' }]],
  ['expand', "f|expand: '%servers%'", [{ f: 'srv01' }, { f: 'DB' }], [{ f: '%servers%' }]],
  [
    'expand with contains, escaped percent sign',
    "f|contains|expand: '\\%x%servers%y'",
    [{ f: 'a%xDBy' }],
    [{ f: 'xDBy' }],
  ],
  ['a plain percent sign is a literal', "f: '%servers%'", [{ f: '%servers%' }], [{ f: 'srv01' }]],
  [
    'Field Usage: spaces are stripped',
    "Threat Name: 'x'",
    [{ 'Threat Name': 'x' }, { ThreatName: 'x' }],
    [{ Threat: 'x' }],
  ],
  [
    'expand with all: one value of each placeholder',
    "f|expand|contains|all: ['%servers%', '%ports%']",
    [{ f: 'srv01:445' }, { f: '139 at DB' }],
    [{ f: 'srv01 db' }, { f: '445 139' }],
  ],
  [
    'expand with neq: none of the values',
    "f|expand|neq: ['%servers%', 'x']",
    [{ f: 'y' }, {}],
    [{ f: 'srv1' }, { f: 'DB' }, { f: 'X' }],
  ],
  ['names that every object has', "constructor: 'x'", [{ constructor: 'x' } as unknown as Fields], [{}]],
];

for (const [paragraph, item, yes, no] of cases) {
  t.test(`${paragraph}: ${item}`, async (t) => {
    const detection = item.startsWith('- ') ? `s:\n  ${item}\ncondition: s` : `s:\n  ${item}\ncondition: s`;
    const options = { placeholders: { servers: ['srv*', 'db'], ports: ['139', '445'] } };
    for (const fields of yes) t.equal(matches(detection, fields, {}, options), true, JSON.stringify(fields));
    for (const fields of no) t.equal(matches(detection, fields, {}, options), false, JSON.stringify(fields));
  });
}

const detections: [paragraph: string, condition: string, yes: string[], no: string[]][] = [
  ['1 of them skips identifiers that begin with _', '1 of them', ['a', 'b'], ['_c', '']],
  ['all of them', 'all of them', ['ab', 'ab_c'], ['a', 'a_c']],
  ['any of', 'any of them', ['a'], ['_c']],
  ['a pattern that begins with _', '1 of _*', ['_c'], ['ab']],
  ['a number', '2 of them', ['ab'], ['a', 'b']],
  ['not binds more than and', 'not a and b', ['b'], ['', 'ab']],
  ['and binds more than or', 'a or b and _c', ['a', 'b_c'], ['b', '_c']],
  ['brackets', '(a or b) and _c', ['a_c'], ['a', '_c']],
  ['not of a quantifier', 'a and not 1 of b*', ['a'], ['ab']],
  ['double negation', 'not not a', ['a'], ['b']],
  ['a or not b', 'a or not b', ['', 'ab', '_c'], ['b']],
  ['upper case operators', 'a AND NOT b', ['a'], ['ab']],
  ['a list of conditions is OR', '[a and b, _c]', ['ab', '_c'], ['a', 'b']],
];

for (const [paragraph, condition, yes, no] of detections) {
  t.test(`Condition, ${paragraph}: ${condition}`, async (t) => {
    const detection = `a: {f|contains: 'a'}\nb: {f|contains: 'b'}\n_c: {f|contains: '_c'}\ncondition: ${condition}`;
    for (const f of yes) t.equal(matches(detection, { f }), true, f);
    for (const f of no) t.equal(matches(detection, { f }), false, f);
  });
}

t.test('Keywords search the message, the original record and every value', async (t) => {
  const detection = "keywords:\n  - 'Failed password'\n  - 'C:\\Windows'\ncondition: keywords";
  t.ok(matches(detection, {}, { message: 'sshd: FAILED password for x' }));
  t.ok(matches(detection, {}, { 'event.original': Buffer.from('<34>failed password') }));
  t.ok(
    matches(detection, { Image: 'c:\\windows\\x.exe' }, { 'event.original': Buffer.from('c:\\\\windows') }),
  );
  t.ok(matches(detection, { Data: ['x', ['failed password']] }), 'several unnamed Data values');
  t.notOk(matches(detection, { a: 'failed', b: 'password' }));
});

t.test('Keywords with all must all occur, anywhere', async (t) => {
  const detection = "keywords:\n  '|all':\n    - 'one'\n    - 'two'\ncondition: keywords";
  t.ok(matches(detection, {}, { message: 'two and one' }));
  t.ok(matches(detection, { f: 'two' }, { message: 'one' }));
  t.notOk(matches(detection, {}, { message: 'one' }));
});

t.test('Keywords: wildcards, numbers, expressions, a single text', async (t) => {
  t.ok(matches("k: ['a*c']\ncondition: k", {}, { message: 'xabcx' }));
  t.ok(matches('k: [4711]\ncondition: k', {}, { message: 'x 4711 x' }));
  t.ok(matches("k: {'|re': 'a[0-9]c'}\ncondition: k", {}, { message: 'xa5cx' }));
  t.ok(matches("k: 'abc'\ncondition: k", {}, { message: 'xABCx' }));
});

t.test('ECS columns are found where the record has no such field', async (t) => {
  t.ok(matches("s: {source.ip|cidr: '10.0.0.0/8'}\ncondition: s", {}, { 'source.ip': '10.1.1.1' }));
  t.notOk(
    matches("s: {source.ip: '10.1.1.1'}\ncondition: s", { 'source.ip': 'own' }, { 'source.ip': '10.1.1.1' }),
    'the record’s own field comes first',
  );
  t.notOk(
    matches("s: {event.module: 'evil'}\ncondition: s", { 'event.module': 'evil' }),
    'but not for routing',
  );
});

t.test('An integer of more than 53 bits is no unusual notation', async (t) => {
  t.same(problemCodes('s: {f: 18446744073709551615}\ncondition: s'), []);
});

const refused: [code: string, detection: string][] = [
  ['modifier-unknown', 's: {f|contain: x}\ncondition: s'],
  ['modifier-value', 's: {f|cidr: x}\ncondition: s'],
  ['modifier-value', "s: {f|base64: 'a*'}\ncondition: s"],
  ['modifier-value', "s: {f|windash|base64: '------'}\ncondition: s"],
  ['modifier-value', "s: {f|gt: 'x'}\ncondition: s"],
  ['modifier-value', "s: {f|exists: 'x'}\ncondition: s"],
  ['modifier-value', 's: {f|hour: 24}\ncondition: s'],
  ['modifier-value', "s: {f|re|contains: 'x'}\ncondition: s"],
  ['modifier-order', "s: {f|i: 'x'}\ncondition: s"],
  ['regex-unsupported', "s: {f|re: 'a(?=b)'}\ncondition: s"],
  ['regex-unsupported', "s: {f|re: '(a)\\1'}\ncondition: s"],
  ['regex-unsupported', "s: {f|re: '(a'}\ncondition: s"],
  ['placeholder-missing', "s: {f|expand: '%nobody%'}\ncondition: s"],
  ['keyword-value', "s: {'|cidr': '10.0.0.0/8'}\ncondition: s"],
  ['detection-empty', 's: {}\ncondition: s'],
  ['detection-empty', 's: []\ncondition: s'],
  ['detection-empty', 's: {f: []}\ncondition: s'],
  ['detection-nested-list', 's: [[a]]\ncondition: s'],
  ['detection-value', 's: {f: {g: 1}}\ncondition: s'],
  ['condition-missing', 's: {f: 1}'],
  ['condition-missing', 's: {f: 1}\ncondition: ""'],
  ['condition-identifier', 's: {f: 1}\ncondition: t'],
  ['condition-pattern', 's: {f: 1}\ncondition: 1 of t*'],
  ['condition-pattern', 's: {f: 1}\ncondition: 2 of them'],
  ['condition-syntax', 's: {f: 1}\ncondition: s and'],
  ['condition-syntax', 's: {f: 1}\ncondition: (s'],
  ['condition-syntax', 's: {f: 1}\ncondition: s s'],
  ['condition-syntax', 's: {f: 1}\ncondition: 0 of s'],
  ['condition-aggregation', 's: {f: 1}\ncondition: s | count() > 5'],
  ['yaml-duplicate-key', 's: {f: 1, f: 2}\ncondition: s'],
];

for (const [code, detection] of refused) {
  t.test(`refused as ${code}: ${detection.replaceAll('\n', ' / ')}`, async (t) => {
    t.ok(problemCodes(detection).includes(code), problemCodes(detection).join());
  });
}

const warned: [code: string, detection: string][] = [
  ['modifier-all-single', 's: {f|contains|all: x}\ncondition: s'],
  ['null-in-list', "s: {f: ['', null]}\ncondition: s"],
  ['number-notation', 's: {f: 010}\ncondition: s'],
  ['identifier-unused', 's: {f: 1}\nt: {f: 2}\ncondition: s'],
];

for (const [code, detection] of warned) {
  t.test(`warned about as ${code}, and usable: ${detection.replaceAll('\n', ' / ')}`, async (t) => {
    t.same(problemCodes(detection), [code]);
    t.doesNotThrow(() => matches(detection, {}));
  });
}
