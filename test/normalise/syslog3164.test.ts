import t from 'tap';
import { event, received, timeOf } from './record.js';

interface Expected {
  time?: string;
  host?: string;
  app?: string;
  pid?: string;
  message: string;
  code?: string;
  facility?: number;
  severity?: number;
}

const now = new Date(received).toISOString();

/** Forms that devices send; host falls back to the sender's address, time to the receipt. */
const forms: [name: string, raw: string, expected: Expected][] = [
  [
    'as RFC 3164 shows it',
    "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
    {
      time: '2026-10-11T20:14:15.000Z',
      host: 'mymachine',
      app: 'su',
      message: "'su root' failed for lonvick on /dev/pts/8",
      facility: 4,
      severity: 2,
    },
  ],
  [
    'one-digit day after two spaces',
    '<13>Nov  1 00:00:01 h a[7]: m',
    { time: '2026-10-31T23:00:01.000Z', host: 'h', app: 'a', pid: '7', message: 'm' },
  ],
  [
    'one-digit day after one space',
    '<13>Nov 1 00:00:01 h a: m',
    { time: '2026-10-31T23:00:01.000Z', host: 'h', app: 'a', message: 'm' },
  ],
  [
    'zero before the day',
    '<13>Nov 01 00:00:01 h a: m',
    { time: '2026-10-31T23:00:01.000Z', host: 'h', app: 'a', message: 'm' },
  ],
  [
    'no PRI (a log file)',
    'Nov 21 21:00:00 h cron[12]: m',
    { time: '2026-11-21T20:00:00.000Z', host: 'h', app: 'cron', pid: '12', message: 'm' },
  ],
  [
    'RFC 3339 stamp',
    '<13>2026-11-21T21:00:00.5+01:00 h a: m',
    { time: '2026-11-21T20:00:00.500Z', host: 'h', app: 'a', message: 'm' },
  ],
  [
    'RFC 3339 stamp without PRI',
    '2026-11-21T21:00:00Z h a[1]: m',
    { time: '2026-11-21T21:00:00.000Z', host: 'h', app: 'a', pid: '1', message: 'm' },
  ],
  [
    'fraction',
    '<13>Nov 21 21:00:00.123456 h a: m',
    { time: '2026-11-21T20:00:00.123Z', host: 'h', app: 'a', message: 'm' },
  ],
  [
    'year after the day (Cisco ASA)',
    '<166>Apr 29 2025 13:58:40 asa : %ASA-6-302013: Built',
    {
      time: '2025-04-29T11:58:40.000Z',
      host: 'asa',
      app: '%ASA-6-302013',
      code: 'ASA-6-302013',
      message: 'Built',
      severity: 6,
    },
  ],
  [
    'year after the time',
    '<13>Apr 29 13:58:40 2025 h a: m',
    { time: '2025-04-29T11:58:40.000Z', host: 'h', app: 'a', message: 'm' },
  ],
  [
    'missing host',
    '<13>Nov 21 21:00:00 sshd[12]: m',
    { time: '2026-11-21T20:00:00.000Z', app: 'sshd', pid: '12', message: 'm' },
  ],
  [
    'missing host and pid',
    '<13>Nov 21 21:00:00 kernel: m',
    { time: '2026-11-21T20:00:00.000Z', app: 'kernel', message: 'm' },
  ],
  ['missing stamp and host', '<13>app[9]: m', { app: 'app', pid: '9', message: 'm' }],
  ['missing stamp', '<13>host1 app[9]: m', { host: 'host1', app: 'app', pid: '9', message: 'm' }],
  ['missing header', '<13>something happened', { message: 'something happened', facility: 1, severity: 5 }],
  ['only text', 'something happened', { message: 'something happened' }],
  [
    'prose with a colon and no PRI is no program',
    'Error: something happened',
    { message: 'Error: something happened' },
  ],
  [
    'no tag',
    '<13>Nov 21 21:00:00 h last message repeated 2 times',
    { time: '2026-11-21T20:00:00.000Z', host: 'h', message: 'last message repeated 2 times' },
  ],
  [
    'IPv6 host',
    '<13>Nov 21 21:00:00 2001:db8::1 a: m',
    { time: '2026-11-21T20:00:00.000Z', host: '2001:db8::1', app: 'a', message: 'm' },
  ],
  [
    'Cisco with sequence and host',
    '<189>29: sw1: *Apr 29 13:58:40.411: %SYS-5-CONFIG_I: Configured',
    {
      time: '2026-04-29T11:58:40.411Z',
      host: 'sw1',
      app: '%SYS-5-CONFIG_I',
      code: 'SYS-5-CONFIG_I',
      message: 'Configured',
      severity: 5,
    },
  ],
  [
    'Cisco with sequence',
    '<187>000123: .Apr 29 13:58:40.411: %LINK-3-UPDOWN: down',
    {
      time: '2026-04-29T11:58:40.411Z',
      app: '%LINK-3-UPDOWN',
      code: 'LINK-3-UPDOWN',
      message: 'down',
      severity: 3,
    },
  ],
  [
    'Cisco with a zone name',
    '<189>29: Apr 29 13:58:40.411 UTC: %SYS-5-CONFIG_I: m',
    { time: '2026-04-29T13:58:40.411Z', app: '%SYS-5-CONFIG_I', code: 'SYS-5-CONFIG_I', message: 'm' },
  ],
  [
    'Cisco NX-OS',
    '<189>: 2025 Apr 29 13:58:40 CEST: %ETHPORT-5-IF_UP: m',
    { time: '2025-04-29T11:58:40.000Z', app: '%ETHPORT-5-IF_UP', code: 'ETHPORT-5-IF_UP', message: 'm' },
  ],
  [
    'Cisco relayed into a file',
    '172.16.5.10 6705: Feb 17 13:40:03.673: %PARSER-5-CFGLOG_LOGGEDCMD: User:admin  logged command:no x',
    {
      time: '2026-02-17T12:40:03.673Z',
      host: '172.16.5.10',
      app: '%PARSER-5-CFGLOG_LOGGEDCMD',
      code: 'PARSER-5-CFGLOG_LOGGEDCMD',
      message: 'User:admin  logged command:no x',
    },
  ],
  [
    'byte order mark and NUL',
    '\ufeff<13>Nov 21 21:00:00 h a: m\0',
    { time: '2026-11-21T20:00:00.000Z', host: 'h', app: 'a', message: 'm' },
  ],
  ['a PRI above 191 is text', '<192>x y', { message: '<192>x y' }],
  ['a date that does not exist is text', '<13>Feb 30 21:00:00 h a: m', { message: 'Feb 30 21:00:00 h a: m' }],
  [
    'old PAM',
    '<86>Nov 21 21:00:00 h sshd(pam_unix)[19]: m',
    { time: '2026-11-21T20:00:00.000Z', host: 'h', app: 'sshd(pam_unix)', pid: '19', message: 'm' },
  ],
];

for (const [name, raw, expected] of forms) {
  t.test(name, async (t) => {
    const result = event(raw);
    t.equal(result['event.kind'], 'event');
    t.equal(timeOf(result), expected.time ?? now, 'time');
    t.equal(result['host.name'], expected.host ?? '192.0.2.9', 'host');
    t.equal(result['log.syslog.appname'], expected.app, 'program');
    t.equal(result['log.syslog.procid'], expected.pid, 'pid');
    t.equal(result.message, expected.message, 'message');
    t.equal(result['event.code'], expected.code, 'code');
    if (expected.facility !== undefined) t.equal(result['log.syslog.facility.code'], expected.facility);
    if (expected.severity !== undefined) t.equal(result['event.severity'], expected.severity);
    t.strictSame(Buffer.from(result['event.original']), Buffer.from(raw), 'original');
  });
}

t.test('the year is the one of the receipt in the zone of the source', async (t) => {
  const at = (stamp: string, receipt: number, zone: string): string =>
    timeOf(event(`<13>${stamp} h a: m`, { received: receipt }, zone));
  const newYear = Date.UTC(2027, 0, 1, 0, 0, 30);
  t.equal(at('Dec 31 23:59:59', newYear, 'UTC'), '2026-12-31T23:59:59.000Z', 'late message of last year');
  t.equal(at('Jan  1 01:00:29', newYear, 'Europe/Berlin'), '2027-01-01T00:00:29.000Z');
  const eve = Date.UTC(2026, 11, 31, 23, 30);
  t.equal(
    at('Jan  1 00:30:00', eve, 'Europe/Berlin'),
    '2026-12-31T23:30:00.000Z',
    'Berlin is in 2027 already',
  );
  t.equal(at('Dec 31 18:30:00', Date.UTC(2027, 0, 1, 0, 30), 'America/New_York'), '2026-12-31T23:30:00.000Z');
  t.equal(
    at('Jan  1 00:00:05', Date.UTC(2026, 11, 31, 23, 59, 50), 'UTC'),
    '2027-01-01T00:00:05.000Z',
    'clock ahead',
  );
  t.equal(at('Dec 10 06:55:46', received, 'UTC'), '2025-12-10T06:55:46.000Z', 'an old file is read');
  t.equal(at('Feb 29 12:00:00', received, 'UTC'), '2024-02-29T12:00:00.000Z', 'the last leap year');
});

t.test('a record from a file does not take the path for a host', async (t) => {
  const result = event('<13>app: m', { transport: 'file', source: '/var/log/messages' });
  t.equal(result['host.name'], undefined);
});

t.test('binary junk and empty records are told, with the bytes kept', async (t) => {
  const hello = Buffer.from('160301020001000101fe0303', 'hex');
  const result = event(hello);
  t.equal(result['event.kind'], 'pipeline_error');
  t.equal(result['event.dataset'], 'unparsed.syslog');
  t.match(result['error.message'], /not a syslog message/);
  t.strictSame(Buffer.from(result['event.original']), hello);
  t.match(event('')['error.message'], /empty/);
  const cut = event(hello, { truncated: true });
  t.match(cut['error.message'], /truncated/);
  t.equal(event('<13>x', { truncated: true }).fields['log.truncated'], true);
});

t.test('Latin-1 text is readable and its bytes are kept', async (t) => {
  const raw = Buffer.from('<13>Nov 21 21:00:00 h app: Größe überschritten', 'latin1');
  const result = event(raw);
  t.equal(result.message, 'Größe überschritten');
  t.strictSame(Buffer.from(result['event.original']), raw);
});
