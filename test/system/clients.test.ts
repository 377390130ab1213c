import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { EventDocument } from '../../server/contract/event.js';
import { logger, missing, startRsyslog, startSyslogNg, stop, zone } from '../collectors/syslog/programs.js';
import { eventually, TestClient } from '../helpers/client.js';
import { startServer, type TestServer } from '../helpers/server.js';

const text = 'Größe "x" [y] of <file> \\ 100%';

/** What an RFC 5424 or RFC 3164 record of the programs below must have become in the store. */
const expected = {
  tenant: 'default',
  'event.kind': 'event',
  'event.dataset': 'linux.syslog',
  'event.severity': 4,
  'log.syslog.facility.code': 4,
  'log.syslog.procid': '4711',
  'process.pid': 4711,
  'observer.id': 'local',
  'log.source': '127.0.0.1',
  message: text,
};

function check(t: Test, events: EventDocument[], program: string, transports: number): void {
  t.equal(events.length, transports);
  for (const event of events) {
    t.match(event, { ...expected, 'log.syslog.appname': program, 'process.name': program });
    t.ok([hostname(), hostname().split('.')[0]].includes(event['host.name']!), `host ${event['host.name']}`);
    t.ok(
      Math.abs(Date.parse(event['@timestamp']) - Date.now()) < 120_000,
      'event time is now, in the right zone',
    );
    t.equal(event.message, text, 'the message, neither more nor less');
    t.match(event['event.original'], text, 'the record as it was sent');
  }
}

t.test('logger, rsyslog and syslog-ng reach a running server, field by field', async (t) => {
  const server = await startServer(t, { env: { GRUNDWACHT_ZONE: zone } });
  const client = await TestClient.login(server);
  const stored = (program: string, count: number) =>
    eventually(`${count} events of ${program}`, async () => {
      const events = await client.allEvents(`filter=log.syslog.appname:${program}`);
      return events.length >= count && events;
    });

  await t.test('logger', { skip: missing('logger') }, async (t) => {
    const to = [
      '-p',
      'auth.warning',
      '-t',
      'with-logger',
      '--id=4711',
      '-n',
      '127.0.0.1',
      '-P',
      String(server.syslogPort),
    ];
    const forms = [
      ['-d'],
      ['-d', '--rfc3164'],
      ['-T'],
      ['-T', '--octet-count'],
      ['-T', '--rfc3164'],
      ['-T', '--rfc3164', '--octet-count'],
    ];
    for (const form of forms) await logger(...to, ...form, text);
    check(t, await stored('with-logger', forms.length), 'with-logger', forms.length);
  });

  await t.test('rsyslog', { skip: missing('logger', 'rsyslogd') }, async (t) => {
    const dir = folder(t);
    const daemon = await startRsyslog(rsyslogConfig(dir, server), dir);
    t.teardown(() => stop(daemon));
    await logger('-p', 'auth.warning', '-t', 'with-rsyslog', '--id=4711', '-u', join(dir, 'in.sock'), text);
    check(t, await stored('with-rsyslog', 4), 'with-rsyslog', 4);
  });

  await t.test('syslog-ng', { skip: missing('logger', 'syslog-ng') }, async (t) => {
    const dir = folder(t);
    const daemon = await startSyslogNg(syslogNgConfig(dir, server), dir);
    t.teardown(() => stop(daemon));
    await logger('-p', 'auth.warning', '-t', 'with-syslog-ng', '--id=4711', '-u', join(dir, 'in.sock'), text);
    check(t, await stored('with-syslog-ng', 3), 'with-syslog-ng', 3);
  });

  await t.test(
    "syslog-ng's HTTP client, as to Splunk and as JSON",
    { skip: missing('logger', 'syslog-ng', 'syslog-ng-http') },
    async (t) => {
      const { token } = await client.call<{ token: string }>('POST', '/api/v1/collectors', { id: 'by-http' });
      const dir = folder(t);
      const daemon = await startSyslogNg(httpConfig(dir, server, token), dir);
      t.teardown(() => stop(daemon));
      await logger('-p', 'auth.warning', '-t', 'with-http', '--id=4711', '-u', join(dir, 'in.sock'), text);
      const found = await eventually('both', async () => {
        const events = await client.allEvents('filter=observer.id:by-http');
        return events.length >= 2 && events;
      });
      t.equal(found.length, 2);
      for (const event of found) t.match(event, { tenant: 'default', message: text });
      t.same(found.map((event) => event['event.dataset']).toSorted(), ['json.generic', 'syslog.generic']);
    },
  );

  const { items } = await client.call<{ items: { received: number; stored: number; rejected: number }[] }>(
    'GET',
    '/api/v1/sources',
  );
  for (const { received, stored, rejected } of items)
    t.equal(received, stored + rejected, 'the ledger balances');
  await server.stop();
});

function folder(t: Test): string {
  const dir = mkdtempSync(join(tmpdir(), 'grundwacht-clients-'));
  t.teardown(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

function rsyslogConfig(dir: string, { syslogPort: port }: TestServer): string {
  const file = join(dir, 'rsyslog.conf');
  const actions = [
    ['udp', 'traditional', 'RSYSLOG_TraditionalForwardFormat'],
    ['udp', 'traditional', 'RSYSLOG_SyslogProtocol23Format'],
    ['tcp', 'traditional', 'RSYSLOG_ForwardFormat'],
    ['tcp', 'octet-counted', 'RSYSLOG_SyslogProtocol23Format'],
  ].map(
    ([protocol, framing, template]) =>
      `if $programname == "with-rsyslog" then action(type="omfwd" Target="127.0.0.1" Port="${port}" Protocol="${protocol}" TCP_Framing="${framing}" Template="${template}")`,
  );
  writeFileSync(
    file,
    `global(workDirectory="${dir}" net.enableDNS="off")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="${join(dir, 'in.sock')}" UsePIDFromSystem="off" UseSysTimeStamp="off")
${actions.join('\n')}
`,
  );
  return file;
}

function syslogNgConfig(dir: string, { syslogPort: port }: TestServer): string {
  const file = join(dir, 'syslog-ng.conf');
  writeFileSync(
    file,
    `@version: 3.35
options { keep-hostname(yes); stats-freq(0); };
source s { unix-dgram("${join(dir, 'in.sock')}"); };
destination d1 { network("127.0.0.1" port(${port}) transport("udp") persist-name("d1")); };
destination d2 { network("127.0.0.1" port(${port}) transport("tcp") persist-name("d2")); };
destination d3 { syslog("127.0.0.1" port(${port}) transport("tcp") persist-name("d3")); };
log { source(s); destination(d1); destination(d2); destination(d3); };
`,
  );
  return file;
}

/** Splunk's HTTP Event Collector and the plain JSON endpoint, several records a request. */
function httpConfig(dir: string, { url }: TestServer, token: string): string {
  const file = join(dir, 'syslog-ng.conf');
  const lines = 'method("POST") batch-lines(10) batch-timeout(500) delimiter("\\n")';
  writeFileSync(
    file,
    `@version: 3.35
options { keep-hostname(yes); stats-freq(0); };
source s { unix-dgram("${join(dir, 'in.sock')}"); };
destination hec { http(url("${url}/services/collector/event") ${lines} persist-name("hec")
  headers("Authorization: Splunk ${token}", "Content-Type: application/json")
  body("$(format-json time=$S_UNIXTIME host=$HOST event=$MSG)")); };
destination json { http(url("${url}/api/v1/ingest/json") ${lines} persist-name("json")
  headers("Authorization: Bearer ${token}", "Content-Type: application/x-ndjson")
  body("$(format-json message=$MSG)")); };
log { source(s); destination(hec); destination(json); };
`,
  );
  return file;
}
