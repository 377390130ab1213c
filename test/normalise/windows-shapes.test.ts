import { SaxesParser } from 'saxes';
import t from 'tap';
import type { Event } from '../../server/contract/event.js';
import { event, told } from './record.js';

/** One failed logon as each kind of shipper writes it. */
const data = {
  SubjectUserSid: 'S-1-5-18',
  SubjectUserName: 'DC1$',
  SubjectDomainName: 'STADT',
  TargetUserName: 'm.muster',
  TargetDomainName: 'STADT',
  Status: '0xc000006d',
  LogonType: '3',
  ProcessId: '0x2f4',
  ProcessName: 'C:\\Windows\\System32\\lsass.exe',
  IpAddress: '::ffff:192.0.2.7',
  IpPort: '49152',
};

const xml = `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-A5BA-3E3B0328C30D}'/><EventID>4625</EventID><Version>0</Version><Level>0</Level><Task>12544</Task><Opcode>0</Opcode><Keywords>0x8010000000000000</Keywords><TimeCreated SystemTime='2026-11-21T20:59:58.1234567Z'/><EventRecordID>4711</EventRecordID><Correlation/><Execution ProcessID='756' ThreadID='812'/><Channel>Security</Channel><Computer>dc1.stadt.example</Computer><Security/></System><EventData>${Object.entries(
  data,
)
  .map(([name, value]) => `<Data Name='${name}'>${value}</Data>`)
  .join('\n')}</EventData></Event>`;

const nested = {
  Event: {
    '#attributes': { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
    System: {
      Provider: {
        '#attributes': {
          Name: 'Microsoft-Windows-Security-Auditing',
          Guid: '{54849625-5478-4994-A5BA-3E3B0328C30D}',
        },
      },
      EventID: 4625,
      Version: 0,
      Level: 0,
      Task: 12544,
      Opcode: 0,
      Keywords: '0x8010000000000000',
      TimeCreated: { '#attributes': { SystemTime: '2026-11-21T20:59:58.1234567Z' } },
      EventRecordID: 4711,
      Correlation: null,
      Execution: { '#attributes': { ProcessID: 756, ThreadID: 812 } },
      Channel: 'Security',
      Computer: 'dc1.stadt.example',
      Security: null,
    },
    EventData: { ...data, LogonType: 3 },
  },
};

const nestedDataArray = {
  System: {
    ...nested.Event.System,
    Provider: {
      '@Name': 'Microsoft-Windows-Security-Auditing',
      '@Guid': '{54849625-5478-4994-A5BA-3E3B0328C30D}',
    },
    EventID: { '#text': '4625', '@Qualifiers': '' },
    TimeCreated: { '@SystemTime': '2026-11-21T20:59:58.1234567Z' },
    Execution: { '@ProcessID': '756', '@ThreadID': '812' },
    Level: '0',
  },
  EventData: {
    Data: Object.entries(data).map(([name, text]) => ({ '#attributes': { Name: name }, '#text': text })),
  },
};

const flat = {
  ...data,
  EventID: 4625,
  Channel: 'security',
  Hostname: 'dc1.stadt.example',
  SourceName: 'Microsoft-Windows-Security-Auditing',
  ProviderGuid: '{54849625-5478-4994-A5BA-3E3B0328C30D}',
  Version: 0,
  Level: '0',
  Task: 12544,
  OpcodeValue: 0,
  Keywords: -(2 ** 63) + 2 ** 52,
  RecordNumber: 4711,
  ExecutionProcessID: 756,
  ThreadID: 812,
  TimeCreated: '2026-11-21T20:59:58.123Z',
};

const winlogbeat = {
  '@timestamp': '2026-11-21T20:59:58.123Z',
  event: { code: '4625', kind: 'event', provider: 'Microsoft-Windows-Security-Auditing', outcome: 'failure' },
  host: { name: 'dc1.stadt.example' },
  log: { level: 'information' },
  winlog: {
    channel: 'Security',
    event_id: 4625,
    provider_name: 'Microsoft-Windows-Security-Auditing',
    provider_guid: '{54849625-5478-4994-A5BA-3E3B0328C30D}',
    computer_name: 'dc1.stadt.example',
    record_id: 4711,
    keywords: ['Überwachung gescheitert'],
    process: { pid: 756, thread: { id: 812 } },
    event_data: data,
  },
};

const dotted = {
  '@timestamp': '2026-11-21T20:59:58.123Z',
  'winlog.channel': 'Security',
  'winlog.event_id': '4625',
  'winlog.provider_name': 'Microsoft-Windows-Security-Auditing',
  'winlog.computer_name': 'dc1.stadt.example',
  'winlog.record_id': '4711',
  'event.outcome': 'failure',
  'winlog.event_data': data,
};

const shapes: Record<string, Event> = {
  'Event-XML': event(xml, { format: 'windows-xml' }),
  'nested JSON': event(JSON.stringify(nested), { format: 'json' }),
  'nested JSON with Data in an array': event(JSON.stringify(nestedDataArray), { format: 'json' }),
  'flat JSON': event(JSON.stringify(flat), { format: 'json' }),
  'Winlogbeat JSON': event(JSON.stringify(winlogbeat), { format: 'json' }),
  'Winlogbeat JSON with dotted names': event(JSON.stringify(dotted), { format: 'json' }),
};

for (const [name, result] of Object.entries(shapes)) {
  t.test(`${name} gives the same event`, async (t) => {
    const { fields, 'event.severity': severity, ...columns } = told(result);
    t.strictSame(columns, {
      '@timestamp': Date.UTC(2026, 10, 21, 20, 59, 58, 123),
      'event.module': 'windows',
      'event.dataset': 'windows.security',
      'winlog.channel': 'Security',
      'event.code': '4625',
      'winlog.provider_name': 'Microsoft-Windows-Security-Auditing',
      'winlog.record_id': '4711',
      'host.name': 'dc1.stadt.example',
      'event.category': 'authentication',
      'event.action': 'logon',
      'event.outcome': 'failure',
      'user.name': 'm.muster',
      'user.domain': 'STADT',
      'process.executable': 'C:\\Windows\\System32\\lsass.exe',
      'process.name': 'lsass.exe',
      'process.pid': 756,
      'source.ip': '192.0.2.7',
      'source.port': 49152,
    });
    if (!name.includes('dotted')) t.equal(severity, 6);
    t.match(fields, {
      ...data,
      EventID: 4625,
      Provider_Name: 'Microsoft-Windows-Security-Auditing',
      Computer: 'dc1.stadt.example',
      EventRecordID: 4711,
      Keywords: '0x8010000000000000',
    });
    t.match(fields?.['Channel'], /^security$/i);
  });
}

t.test('System section under its own names', async (t) => {
  for (const name of ['Event-XML', 'nested JSON', 'nested JSON with Data in an array', 'flat JSON']) {
    t.match(
      shapes[name]!.fields,
      {
        Provider_Guid: '{54849625-5478-4994-A5BA-3E3B0328C30D}',
        Version: 0,
        Level: 0,
        Task: 12544,
        Opcode: 0,
        Execution_ProcessID: 756,
        Execution_ThreadID: 812,
      },
      name,
    );
  }
});

t.test('unnamed values become the array Data in every shape', async (t) => {
  const system =
    '<System><Provider Name="MSI"/><EventID Qualifiers="0">1033</EventID><Channel>Application</Channel><Computer>h</Computer></System>';
  const fromXml = event(
    `<Event>${system}<EventData><Data>a</Data><Data>b &amp; c</Data><Binary>7B</Binary></EventData></Event>`,
    { format: 'windows-xml' },
  );
  t.match(fromXml.fields, { Data: ['a', 'b & c'], Binary: '7B', EventID: 1033 });
  const head = {
    Provider: { Name: 'MSI' },
    EventID: { '#attributes': { Qualifiers: 0 }, '#text': 1033 },
    Channel: 'Application',
    Computer: 'h',
  };
  for (const Data of [
    ['a', 'b & c'],
    { '#text': ['a', 'b & c'] },
    [{ '#text': 'a' }, { '#text': 'b & c' }],
  ]) {
    const result = event(JSON.stringify({ Event: { System: head, EventData: { Data } } }), {
      format: 'json',
    });
    t.strictSame(result.fields['Data'], ['a', 'b & c']);
    t.equal(result['event.code'], '1033');
  }
  const single = event(JSON.stringify({ Event: { System: head, EventData: 'text' } }), { format: 'json' });
  t.strictSame(single.fields['Data'], ['text']);
  const beat = event(
    JSON.stringify({
      winlog: { channel: 'Application', event_id: 1033, event_data: { param1: 'a', param2: 'b & c' } },
    }),
    { format: 'json' },
  );
  t.strictSame(beat.fields['Data'], ['a', 'b & c']);
});

t.test('UserData: the leaves are the fields', async (t) => {
  const system =
    '<System><Provider Name="Microsoft-Windows-Eventlog"/><EventID>1102</EventID><Keywords>0x4020000000000000</Keywords><Channel>Security</Channel><Computer>h</Computer></System>';
  const fromXml = event(
    `<Event>${system}<UserData><LogFileCleared xmlns="x"><SubjectUserName>bob</SubjectUserName><SubjectDomainName>STADT</SubjectDomainName></LogFileCleared></UserData></Event>`,
    { format: 'windows-xml' },
  );
  t.match(fromXml, {
    'event.action': 'audit_log_cleared',
    'event.outcome': 'success',
    'user.name': 'bob',
    fields: { SubjectUserName: 'bob' },
  });
  const fromJson = event(
    JSON.stringify({
      Event: {
        System: { EventID: 1102, Channel: 'Security' },
        UserData: { LogFileCleared: { '#attributes': { xmlns: 'x' }, SubjectUserName: 'bob' } },
      },
    }),
    { format: 'json' },
  );
  t.match(fromJson, { 'event.action': 'audit_log_cleared', 'user.name': 'bob' });
});

t.test('XML: entities, CDATA, forbidden characters, an Events root, rendering', async (t) => {
  const result = event(
    `<?xml version="1.0" encoding="utf-8"?><Events><Event xmlns="x"><System><EventID>1</EventID><Channel>A</Channel></System><EventData><Data Name="CommandLine">a &lt;b&gt; &quot;c&quot; &#228;<![CDATA[<d>]]></Data><Data Name="Odd">x&#1;y</Data></EventData><RenderingInfo Culture="de-DE"><Message>Hallo</Message></RenderingInfo></Event></Events>`,
    { format: 'windows-xml' },
  );
  t.equal(result.fields['CommandLine'], 'a <b> "c" ä<d>');
  t.equal(result.message, 'Hallo');
  t.type(result.fields['Odd'], 'string');
});

t.test('what is no event says why', async (t) => {
  for (const [raw, format, reason] of [
    ['<Event><System>', 'windows-xml', /not well-formed/],
    ['<Event><System></System></Event>', 'windows-xml', /EventID/],
    [
      '<!DOCTYPE x [<!ENTITY a "b">]><Event><System><EventID>1</EventID></System><EventData><Data>&a;</Data></EventData></Event>',
      'windows-xml',
      /undefined entity/,
    ],
    ['no xml', 'windows-xml', /well-formed/],
    ['{"Event":{"System":{}}}', 'json', /EventID/],
    ['{"a":', 'json', /not valid JSON/],
    ['[1]', 'json', /not an object/],
    ['"x"', 'json', /not an object/],
  ] as const) {
    const result = event(raw, { format });
    t.equal(result['event.kind'], 'pipeline_error', raw);
    t.equal(result['event.dataset'], `unparsed.${format}`);
    t.match(result['error.message'], reason, raw);
  }
});

t.test('a record is not read beyond its first fault', async (t) => {
  const faults = t.capture(SaxesParser.prototype, 'fail', SaxesParser.prototype.fail);
  for (const fault of ['<', '<a ', '&x;']) {
    const result = event(`<Event><System>${fault.repeat(1000)}`, { format: 'windows-xml' });
    t.match(result['error.message'], /not well-formed/);
    t.equal(faults().length, 1, fault);
  }
});

t.test('event 104: the cleared channel in UserData is not the channel of the event', async (t) => {
  const xml =
    '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Microsoft-Windows-Eventlog"/>' +
    '<EventID>104</EventID><TimeCreated SystemTime="2026-03-01T10:00:00.000Z"/><EventRecordID>7</EventRecordID>' +
    '<Channel>System</Channel><Computer>SRV01.stadt.example.org</Computer></System>' +
    '<UserData><LogFileCleared xmlns="http://manifests.microsoft.com/win/2004/08/windows/eventlog">' +
    '<SubjectUserName>adm</SubjectUserName><Channel>Windows PowerShell</Channel></LogFileCleared></UserData></Event>';
  const result = event(xml, { format: 'windows-xml' });
  t.match(result, { 'winlog.channel': 'System', 'event.code': '104', 'event.dataset': 'windows.system' });
  t.equal(result.fields['Channel'], 'Windows PowerShell', 'rules about the cleared channel see it');
});
