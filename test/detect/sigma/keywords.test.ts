import t from 'tap';
import type { Format } from '../../../server/contract/envelope.js';
import type { Event, FieldValue } from '../../../server/contract/event.js';
import { createEngine } from '../../../server/detect/engine.js';
import { flatten } from '../../../server/detect/match/interpret.js';
import { loadRules } from '../../../server/detect/rules.js';
import { formatPattern } from '../../../server/detect/sigma/pattern.js';
import { normalise } from '../../../server/normalise/normalise.js';
import { event } from '../events.js';

/** @returns those of the texts that a keyword rule does not find in the event */
function missed(one: Event, texts: readonly string[]): string[] {
  const source = texts.map((text, i) => {
    const keyword = JSON.stringify(formatPattern([text]));
    const logsource = `{product: ${one['event.module']}}`;
    return `title: K\nid: k${i}\nlogsource: ${logsource}\ndetection: {k: [${keyword}], condition: k}\n`;
  });
  const loaded = loadRules([{ path: 'keywords.yml', text: source.join('---\n') }]);
  t.same(loaded.problems, []);
  const found = createEngine(loaded).process(one);
  return texts.filter((_, i) => !found.some(({ rule }) => rule.id === `k${i}`));
}

const textsOf = (value: FieldValue | undefined): string[] =>
  flatten(value)
    .filter((one) => one !== null && one !== '')
    .map(String);

t.test('Keywords are found in values that the original does not hold', async (t) => {
  const fields = {
    CommandLine: 'C:\\tools\\mimikatz.exe "a*b?" ärgerlich',
    Data: ['first', ['second', 4711]],
    EventID: 4688,
    Flag: true,
    constructor: 'a name that every object has',
  };
  for (const original of ['', 'x', '2025-06-01 host prog: nothing of it', 'ä']) {
    const one = event({ 'event.original': Buffer.from(original), message: 'the message' }, fields);
    t.same(missed(one, ['the message', ...Object.values(fields).flatMap(textsOf)]), [], original);
    t.same(missed(one, ['absent', 'CommandLine', 'first second']).length, 3, 'names are no values');
  }
});

const windows = {
  EventID: 4688,
  Channel: 'Security',
  SourceName: 'Microsoft-Windows-Security-Auditing',
  EventTime: '2025-06-01 10:00:00',
  CommandLine: 'powershell.exe -c "iex(\'x\')" C:\\Windows\\Temp\\a.ps1 > \\\\srv\\share & straße\t\u2014',
  SubjectUserName: 'müller',
  Message: 'A new process\r\nhas been created.',
};
const xml = `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>
<Provider Name="Microsoft-Windows-Sysmon"/><EventID>1</EventID><Channel>Microsoft-Windows-Sysmon/Operational</Channel>
<TimeCreated SystemTime="2025-06-01T10:00:00.000Z"/><Computer>ws1.city.example</Computer></System><EventData>
<Data Name="CommandLine">cmd.exe /c "echo &lt;a&gt; &amp;&amp; dir C:\\Users" &quot;straße&quot;</Data>
<Data Name="User">CITY\\müller</Data><Data>unnamed</Data></EventData></Event>`;

const records: [name: string, format: Format, raw: string | Buffer][] = [
  ['flat JSON', 'json', JSON.stringify(windows)],
  [
    'nested JSON',
    'json',
    JSON.stringify({
      Event: {
        System: { EventID: 4688, Channel: 'Security' },
        EventData: { ...windows, Data: ['a1b2', 'c3'] },
      },
    }),
  ],
  ['JSON of no known kind', 'json', JSON.stringify({ a: { b: 'C:\\x\\y "z"' }, list: ['one', 2], n: 1.5 })],
  ['Event-XML', 'windows-xml', xml],
  [
    'syslog',
    'syslog',
    '<38>Jun  1 10:00:00 srv1 sshd[4711]: Failed password for adm from 10.1.2.3 port 2201 ssh2',
  ],
  [
    'syslog of RFC 5424',
    'syslog',
    '<38>1 2025-06-01T10:00:00Z srv1 app 17 ID5 [x@1 user="müller" path="C:\\\\a"] text of it',
  ],
  ['syslog in Latin-1', 'syslog', Buffer.from('<38>Jun  1 10:00:00 srv1 app: user=müller', 'latin1')],
];

for (const [name, format, raw] of records) {
  t.test(`Keywords are found in every value of a normalised record: ${name}`, async (t) => {
    const bytes = Buffer.from(raw);
    const one = normalise(
      { source: 'test', transport: 'file', format, dataset: '', received: 0, truncated: false, raw: bytes },
      { tenant: 'city', collector: 'collector', id: 'id' },
    );
    t.equal(one['event.kind'], 'event', String(one['error.message']));
    t.same(missed(one, [...textsOf(one.message), ...Object.values(one.fields).flatMap(textsOf)]), []);
  });
}

t.test('Keywords are found in letters that the record writes in another way', async (t) => {
  const hidden: [name: string, format: Format, raw: string][] = [
    ['JSON escapes', 'json', '{"Channel":"Security","EventID":4688,"CommandLine":"\\u006dimikatz.exe"}'],
    ['XML character references', 'windows-xml', xml.replace('unnamed', '&#109;imikatz.exe')],
    [
      'hexadecimal arguments of auditd behind a PRI',
      'syslog',
      '<38>Jun  1 10:00:00 srv1 audispd: type=EXECVE msg=audit(1748772000.123:45): argc=2 a0="sh" a1=6D696D696B61747A2E657865',
    ],
  ];
  for (const [name, format, raw] of hidden) {
    const envelope = {
      source: '192.0.2.1',
      transport: 'tcp',
      format,
      dataset: '',
      received: Date.parse('2025-06-01T10:00:05Z'),
      truncated: false,
      raw: Buffer.from(raw),
    } as const;
    const one = normalise(envelope, { tenant: 't', collector: 'c', id: 'i' });
    t.same(missed(one, ['mimikatz']), [], name);
  }
});
