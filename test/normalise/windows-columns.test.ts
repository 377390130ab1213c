import t from 'tap';
import type { Event } from '../../server/contract/event.js';
import { event, timeOf } from './record.js';

const windows = (Channel: string, EventID: number, data: Record<string, unknown>, system = {}): Event =>
  event(
    JSON.stringify({ Event: { System: { EventID, Channel, Computer: 'h', ...system }, EventData: data } }),
    { format: 'json' },
  );

const sysmonChannel = 'Microsoft-Windows-Sysmon/Operational';

t.test('who acted: subject, target, Sysmon user', async (t) => {
  const both = {
    SubjectUserName: 'admin',
    SubjectDomainName: 'STADT',
    TargetUserName: 'new',
    TargetDomainName: 'STADT',
  };
  const user = (id: number, data: object): string | undefined =>
    windows('Security', id, { ...data })['user.name'];
  t.equal(user(4624, both), 'new');
  t.equal(user(4740, both), 'new');
  t.equal(user(4720, both), 'admin');
  t.equal(user(4732, both), 'admin');
  t.equal(user(4688, both), 'admin');
  t.equal(user(4672, { SubjectUserName: 'admin' }), 'admin');
  t.equal(user(4624, { ...both, TargetUserName: '-' }), 'admin');
  t.match(windows('Security', 4769, { TargetUserName: 'svc@STADT.EXAMPLE' }), {
    'user.name': 'svc',
    'user.domain': 'STADT.EXAMPLE',
  });
  t.match(windows(sysmonChannel, 1, { User: 'STADT\\bob', Image: 'C:\\x\\y.exe' }), {
    'user.name': 'bob',
    'user.domain': 'STADT',
    'process.name': 'y.exe',
  });
});

t.test('processes: 4688, Sysmon 1 and 10', async (t) => {
  t.match(
    windows('Security', 4688, {
      NewProcessId: '0x1a4',
      NewProcessName: 'C:\\Windows\\System32\\cmd.exe',
      ProcessId: '0x4',
      CommandLine: 'cmd /c x',
    }),
    {
      'process.pid': 420,
      'process.name': 'cmd.exe',
      'process.executable': 'C:\\Windows\\System32\\cmd.exe',
      'process.command_line': 'cmd /c x',
      'event.action': 'process_created',
    },
  );
  t.match(
    windows(sysmonChannel, 10, {
      SourceProcessId: 12,
      SourceImage: 'C:\\a.exe',
      TargetImage: 'C:\\lsass.exe',
    }),
    { 'process.pid': 12, 'process.name': 'a.exe', 'event.action': 'process_accessed' },
  );
});

t.test('addresses', async (t) => {
  t.match(
    windows(sysmonChannel, 3, {
      SourceIp: '192.0.2.1',
      SourcePort: '50000',
      DestinationIp: '2001:db8::1',
      DestinationPort: '443',
    }),
    {
      'source.ip': '192.0.2.1',
      'source.port': 50000,
      'destination.ip': '2001:db8::1',
      'destination.port': 443,
    },
  );
  t.match(
    windows('Security', 5156, {
      SourceAddress: '192.0.2.1',
      SourcePort: '1',
      DestAddress: '192.0.2.2',
      DestPort: '3389',
    }),
    { 'destination.ip': '192.0.2.2', 'destination.port': 3389 },
  );
  t.equal(windows('Security', 4624, { IpAddress: '-', IpPort: '0' })['source.ip'], undefined);
  t.equal(windows('Security', 4624, { IpAddress: '-', IpPort: '0' })['source.port'], undefined);
});

t.test('outcome from the audit keywords, levels as severities, datasets', async (t) => {
  t.equal(windows('Security', 4768, {}, { Keywords: '0x8010000000000000' })['event.outcome'], 'failure');
  t.equal(windows('Security', 4768, {}, { Keywords: '0x8020000000000000' })['event.outcome'], 'success');
  t.equal(windows('System', 7036, {}, { Keywords: '0x8080000000000000' })['event.outcome'], undefined);
  t.strictSame(
    [1, 2, 3, 4, 5, 0].map((Level) => windows('System', 1, {}, { Level })['event.severity']),
    [2, 3, 4, 6, 7, 6],
  );
  t.equal(windows('SECURITY', 1, {})['winlog.channel'], 'Security');
  t.equal(windows(sysmonChannel.toLowerCase(), 1, {})['event.dataset'], 'windows.sysmon');
  t.equal(windows('Windows PowerShell', 400, {})['event.dataset'], 'windows.windows-powershell');
  t.equal(
    windows('Microsoft-Windows-PowerShell/Operational', 4104, {})['event.action'],
    'script_block_logged',
  );
  t.equal(windows('System', 7045, {})['event.action'], 'service_installed');
});

t.test('values are text as in Event-XML', async (t) => {
  t.strictSame(windows(sysmonChannel, 1, { a: 1, b: true, c: null, d: '' }).fields, {
    EventID: 1,
    Channel: sysmonChannel,
    Computer: 'h',
    a: '1',
    b: 'true',
    c: '',
    d: '',
  });
});

t.test("event time of flat records: EventTime is the shipper's local time", async (t) => {
  const flat = {
    EventID: 1,
    Channel: 'System',
    EventTime: '2026-11-21 10:00:00',
    '@timestamp': '2026-11-21T15:00:02.000Z',
  };
  const time = (document: object, zone?: string): string => {
    const text = JSON.stringify(document);
    return timeOf(
      zone === undefined ? event(text, { format: 'json' }) : event(text, { format: 'json' }, zone),
    );
  };
  t.equal(time(flat, 'America/New_York'), '2026-11-21T15:00:00.000Z');
  t.equal(time({ ...flat, UtcTime: '2026-11-21 15:00:00.069' }), '2026-11-21T15:00:00.069Z');
  t.equal(time({ ...flat, EventTime: '2026-11-21T10:00:00.5-05:00' }), '2026-11-21T15:00:00.500Z');
  t.equal(
    time({ ...flat, EventTime: undefined, TimeCreated: '2026-11-21 16:00:00' }),
    '2026-11-21T15:00:00.000Z',
  );
  t.equal(time({ ...flat, TimeCreated: '2026-11-21T15:00:01Z' }), '2026-11-21T15:00:01.000Z');
});
