import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { TlsOptions } from '../../../collectors/listen/tls-options.js';
import { folder, receiving } from '../listen/fixtures.js';
import { Authority, fingerprint, type Pair } from './certificates.js';
import { logger, missing, programs, startRsyslog, startSyslogNg, stop } from './programs.js';

const text = 'Größe "x" [y] of <file> \\ 100%';

interface Files {
  dir: string;
  ca: Authority;
  client: Pair;
  /** The receiver's; takes only clients of the name `sender.city.example`. */
  tls: TlsOptions;
}

async function files(t: Test): Promise<Files> {
  const dir = await folder(t);
  const ca = await Authority.create(dir);
  const server = await ca.sign('server', 'DNS:grundwacht.city.example,IP:127.0.0.1');
  const client = await ca.sign('client', 'DNS:sender.city.example');
  const tls: TlsOptions = {
    ...server,
    clientCertificates: 'required',
    clientCa: ca.certificate,
    clientNames: ['sender.city.example'],
    clientFingerprints: [],
  };
  return { dir, ca, client, tls };
}

/** Runs rsyslog with one action, hands messages in with logger, and ends it. */
async function rsyslog(t: Test, dir: string, action: string, head = ''): Promise<void> {
  const config = join(dir, 'rsyslog.conf');
  await writeFile(
    config,
    `global(workDirectory="${dir}" net.enableDNS="off" ${head})
module(load="imuxsock" SysSock.Use="off")
module(load="builtin:omfwd")
input(type="imuxsock" Socket="${join(dir, 'in.sock')}" UsePIDFromSystem="off" UseSysTimeStamp="off")
${action}
`,
  );
  const child = await startRsyslog(config, dir);
  t.teardown(() => stop(child));
  const lines = join(dir, 'lines');
  await writeFile(lines, `${Array.from({ length: 300 }, (_, i) => `${text} ${i}`).join('\n')}\n`);
  await logger('-t', 'city-app', '-u', join(dir, 'in.sock'), '-f', lines);
}

const numbered = (texts: readonly string[]): string[] =>
  texts
    .filter((line) => line.includes('city-app'))
    .map((line) => line.slice(line.lastIndexOf(' ') + 1).trimEnd());
const allNumbers = Array.from({ length: 300 }, (_, i) => String(i));

for (const driver of ['gtls', 'ossl'] as const) {
  const name = driver === 'gtls' ? 'rsyslog-gnutls' : 'rsyslog-openssl';
  t.test(
    `rsyslog over TLS (${name})`,
    { skip: missing('logger', 'openssl', 'rsyslogd', name) },
    async (t) => {
      const { dir, ca, client, tls } = await files(t);
      const { sink, counters, receiver } = await receiving(t, { transport: 'tls', tls });
      await rsyslog(
        t,
        dir,
        `action(type="omfwd" Target="127.0.0.1" Port="${receiver.port}" Protocol="tcp" TCP_Framing="octet-counted"
        StreamDriver="${driver}" StreamDriverMode="1" StreamDriverAuthMode="x509/name"
        StreamDriverPermittedPeers="grundwacht.city.example" Template="RSYSLOG_SyslogProtocol23Format")`,
        `DefaultNetstreamDriverCAFile="${ca.certificate}" DefaultNetstreamDriverCertFile="${client.certificate}" DefaultNetstreamDriverKeyFile="${client.key}"`,
      );
      await sink.arrived(300);
      t.strictSame(numbered(sink.texts), allNumbers);
      t.match(sink.envelopes[0], { transport: 'tls', source: '127.0.0.1', truncated: false });
      t.ok(sink.texts[0]?.includes(text) && sink.texts[0].includes(hostname()));
      t.match(counters.connections, { unauthorised: 0, failed: 0 });
    },
  );
}

t.test('rsyslog over RELP', { skip: missing('logger', 'rsyslogd', 'rsyslog-relp') }, async (t) => {
  const dir = await folder(t);
  const { sink, counters, receiver } = await receiving(t, { transport: 'relp' });
  await rsyslog(
    t,
    dir,
    `module(load="omrelp")
action(type="omrelp" target="127.0.0.1" port="${receiver.port}" template="RSYSLOG_SyslogProtocol23Format")`,
  );
  await sink.arrived(300);
  t.strictSame(numbered(sink.texts), allNumbers);
  t.match(sink.envelopes[0], { transport: 'relp', source: '127.0.0.1' });
  t.equal(counters.connections.failed, 0);
});

for (const library of ['gnutls', 'openssl'] as const) {
  t.test(
    `rsyslog over RELP and TLS (${library})`,
    { skip: missing('logger', 'openssl', 'rsyslogd', 'rsyslog-relp') },
    async (t) => {
      const { dir, ca, client, tls } = await files(t);
      const { sink, counters, receiver } = await receiving(t, { transport: 'relp-tls', tls });
      await rsyslog(
        t,
        dir,
        `module(load="omrelp" tls.tlslib="${library}")
action(type="omrelp" target="127.0.0.1" port="${receiver.port}" tls="on" tls.caCert="${ca.certificate}"
  tls.myCert="${client.certificate}" tls.myPrivKey="${client.key}" tls.authMode="name"
  tls.permittedPeer=["grundwacht.city.example"] template="RSYSLOG_SyslogProtocol23Format")`,
      );
      await sink.arrived(300);
      t.strictSame(numbered(sink.texts), allNumbers);
      t.match(sink.envelopes[0], { transport: 'relp', source: '127.0.0.1' });
      t.match(counters.connections, { unauthorised: 0, failed: 0 });
    },
  );
}

t.test('syslog-ng over TLS', { skip: missing('logger', 'openssl', 'syslog-ng') }, async (t) => {
  const { dir, ca, client, tls } = await files(t);
  const { sink, receiver } = await receiving(t, { transport: 'tls', tls });
  const config = join(dir, 'syslog-ng.conf');
  const certificates = `ca-file("${ca.certificate}") cert-file("${client.certificate}") key-file("${client.key}")`;
  await writeFile(
    config,
    `@version: 3.35
options { keep-hostname(yes); stats-freq(0); };
source s { unix-dgram("${join(dir, 'in.sock')}"); };
destination d1 { syslog("127.0.0.1" port(${receiver.port}) transport("tls") persist-name("d1")
  tls(${certificates} peer-verify(required-trusted))); };
destination d2 { network("127.0.0.1" port(${receiver.port}) transport("tls") persist-name("d2")
  tls(${certificates} peer-verify(required-trusted))); };
log { source(s); destination(d1); destination(d2); };
`,
  );
  const child = await startSyslogNg(config, dir);
  t.teardown(() => stop(child));
  await logger('-t', 'city-app', '-u', join(dir, 'in.sock'), text);
  await sink.arrived(2);
  for (const line of sink.texts) t.ok(line.includes(text), line);
  t.ok(sink.envelopes.every(({ transport }) => transport === 'tls'));
});

t.test('openssl s_client, with and without a certificate', { skip: missing('openssl') }, async (t) => {
  const { ca, client, tls } = await files(t);
  const clientFingerprints = [await fingerprint(client.certificate, 'sha256')];
  const { sink, counters, receiver } = await receiving(t, {
    transport: 'tls',
    tls: { ...tls, clientNames: [], clientFingerprints },
  });
  const send = async (...own: string[]): Promise<void> => {
    const args = ['s_client', '-quiet', '-connect', `127.0.0.1:${receiver.port}`, '-CAfile', ca.certificate];
    const child = spawn(programs.openssl!, [...args, ...own], { stdio: ['pipe', 'ignore', 'ignore'] });
    const exited = once(child, 'exit');
    child.stdin.on('error', () => undefined);
    child.stdin.write(`<13>from s_client\n`);
    const before = sink.envelopes.length + counters.connections.unauthorised;
    while (sink.envelopes.length + counters.connections.unauthorised === before) await sleep(5);
    child.kill();
    await exited;
  };
  await send('-cert', client.certificate, '-key', client.key);
  t.strictSame(sink.texts, ['<13>from s_client']);
  await send();
  t.equal(sink.envelopes.length, 1);
  t.equal(counters.connections.unauthorised, 1);
});
