import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { ReceiverCounters } from '../../../collectors/counters.js';
import { receive as listen } from '../../../collectors/listen/listen.js';
import type { Receiver } from '../../../collectors/syslog/receiver.js';
import type { Event } from '../../../server/contract/event.js';
import { normalise } from '../../../server/normalise/normalise.js';
import { CollectingSink, silent } from '../collecting-sink.js';
import { logger, missing, startRsyslog, startSyslogNg, stop, zone } from './programs.js';

const text = 'Größe "x" [y] of <file> \\ 100%';
const address = { host: '127.0.0.1', port: 0 };
const limits = { maxMessageBytes: 65_536, maxConnections: 10, maxConnectionsPerAddress: 10, idleMs: 0 };

interface Receiving {
  sink: CollectingSink;
  udp: Receiver;
  tcp: Receiver;
  /** What has arrived, normalised. */
  events(): Event[];
}

async function receive(t: Test): Promise<Receiving> {
  const sink = new CollectingSink();
  const context = { limits, sink, counters: new ReceiverCounters(), logger: silent, now: Date.now };
  const udp = await listen({ ...address, transport: 'udp' }, context);
  const tcp = await listen({ ...address, transport: 'tcp' }, context);
  t.teardown(() => Promise.all([udp.stop(), tcp.stop()]));
  const events = (): Event[] =>
    sink.envelopes.map((envelope) => normalise(envelope, { tenant: 't', collector: 'c', id: 'i', zone }));
  return { sink, udp, tcp, events };
}

async function folder(t: Test): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'grundwacht-clients-'));
  t.teardown(() => rm(dir, { recursive: true }));
  return dir;
}

/** What `-p auth.warning -t city-app --id=4711` must become, whoever forwarded it. */
const sent = {
  'event.kind': 'event',
  'event.module': 'linux',
  'event.dataset': 'linux.syslog',
  'event.severity': 4,
  'log.syslog.facility.code': 4,
  'log.syslog.appname': 'city-app',
  'log.syslog.procid': '4711',
  'process.name': 'city-app',
  'process.pid': 4711,
  message: text,
} as const;

function check(t: Test, event: Event, host = hostname()): void {
  t.match(event, sent);
  t.equal(event['host.name'], host);
  const age = event['event.ingested'] - event['@timestamp'];
  t.ok(
    Math.abs(age) < 60_000,
    `event time is about now, also from a stamp without year and zone (${age} ms)`,
  );
}

const common = ['-p', 'auth.warning', '-t', 'city-app', '--id=4711'];

t.test('logger', { skip: missing('logger') }, async (t) => {
  const { sink, udp, tcp, events } = await receive(t);
  const to = (receiver: Receiver, ...flags: string[]): string[] => [
    ...common,
    '-n',
    '127.0.0.1',
    '-P',
    String(receiver.port),
    receiver.transport === 'udp' ? '-d' : '-T',
    ...flags,
    text,
  ];
  const forms: [name: string, args: string[]][] = [
    ['RFC 5424 over UDP', to(udp)],
    ['RFC 3164 over UDP', to(udp, '--rfc3164')],
    ['RFC 5424 over TCP', to(tcp)],
    ['RFC 5424 over TCP, octet counting', to(tcp, '--octet-count')],
    ['RFC 3164 over TCP', to(tcp, '--rfc3164')],
    ['RFC 3164 over TCP, octet counting', to(tcp, '--rfc3164', '--octet-count')],
  ];
  for (const [index, [name, args]] of forms.entries()) {
    await logger(...args);
    await sink.arrived(index + 1);
    t.test(name, async (t) =>
      check(t, events()[index]!, name.includes('3164') ? hostname().split('.')[0] : hostname()),
    );
  }
  await logger(
    ...to(
      udp,
      '--msgid',
      'LOGIN',
      '--sd-id',
      'city@32473',
      '--sd-param',
      'room="1.04"',
      '--sd-param',
      'floor="2"',
    ),
  );
  await sink.arrived(forms.length + 1);
  t.match(events().at(-1), {
    ...sent,
    'log.syslog.msgid': 'LOGIN',
    fields: { 'sd.city@32473.room': '1.04', 'sd.city@32473.floor': '2' },
  });
});

t.test('logger: a file of lines over one connection', { skip: missing('logger') }, async (t) => {
  const { sink, tcp, events } = await receive(t);
  const path = join(await folder(t), 'lines');
  await writeFile(path, Array.from({ length: 500 }, (_, i) => `line ${i}`).join('\n'));
  for (const flags of [[], ['--octet-count']]) {
    const before = sink.envelopes.length;
    await logger(...common, '-n', '127.0.0.1', '-P', String(tcp.port), '-T', ...flags, '-f', path);
    await sink.arrived(before + 500);
    t.strictSame(
      events()
        .slice(before)
        .map(({ message }) => message),
      Array.from({ length: 500 }, (_, i) => `line ${i}`),
    );
  }
});

const rsyslogTemplates = [
  'RSYSLOG_TraditionalForwardFormat',
  'RSYSLOG_ForwardFormat',
  'RSYSLOG_SyslogProtocol23Format',
];

t.test('rsyslog', { skip: missing('logger', 'rsyslogd') }, async (t) => {
  const { sink, udp, tcp, events } = await receive(t);
  const dir = await folder(t);
  const actions = rsyslogTemplates.flatMap((template) => [
    `action(type="omfwd" Target="127.0.0.1" Port="${udp.port}" Protocol="udp" Template="${template}")`,
    `action(type="omfwd" Target="127.0.0.1" Port="${tcp.port}" Protocol="tcp" TCP_Framing="traditional" Template="${template}")`,
    `action(type="omfwd" Target="127.0.0.1" Port="${tcp.port}" Protocol="tcp" TCP_Framing="octet-counted" Template="${template}")`,
  ]);
  const config = join(dir, 'rsyslog.conf');
  await writeFile(
    config,
    `global(workDirectory="${dir}" net.enableDNS="off")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="${join(dir, 'in.sock')}" UsePIDFromSystem="off" UseSysTimeStamp="off")
${actions.map((action) => `if $programname == "city-app" then ${action}`).join('\n')}
`,
  );
  const child = await startRsyslog(config, dir);
  t.teardown(() => stop(child));
  await logger(...common, '-u', join(dir, 'in.sock'), text);
  await sink.arrived(actions.length);
  const host = hostname().split('.')[0]!;
  for (const event of events()) check(t, event, event['host.name'] === hostname() ? hostname() : host);
  t.equal(sink.envelopes.filter(({ transport }) => transport === 'udp').length, 3);
  t.equal(sink.envelopes.filter(({ transport }) => transport === 'tcp').length, 6);
});

t.test('syslog-ng', { skip: missing('logger', 'syslog-ng') }, async (t) => {
  const { sink, udp, tcp, events } = await receive(t);
  const dir = await folder(t);
  const config = join(dir, 'syslog-ng.conf');
  await writeFile(
    config,
    `@version: 3.35
options { keep-hostname(yes); stats-freq(0); };
source s { unix-dgram("${join(dir, 'in.sock')}"); };
destination d1 { network("127.0.0.1" port(${udp.port}) transport("udp") persist-name("d1")); };
destination d2 { network("127.0.0.1" port(${tcp.port}) transport("tcp") persist-name("d2")); };
destination d3 { syslog("127.0.0.1" port(${tcp.port}) transport("tcp") persist-name("d3")); };
destination d4 { syslog("127.0.0.1" port(${udp.port}) transport("udp") persist-name("d4")); };
log { source(s); destination(d1); destination(d2); destination(d3); destination(d4); };
`,
  );
  const child = await startSyslogNg(config, dir);
  t.teardown(() => stop(child));
  await logger(...common, '-u', join(dir, 'in.sock'), text);
  await sink.arrived(4);
  for (const event of events())
    check(t, event, event['host.name'] === hostname() ? hostname() : hostname().split('.')[0]!);
});
