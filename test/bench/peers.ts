import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Listen } from '../../collectors/listen/listen.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { Authority, type Pair } from '../collectors/syslog/certificates.js';
import { missing, startRsyslog, startSyslogNg, stop } from '../collectors/syslog/programs.js';
import { ReceiverProcess } from '../helpers/receiver.js';
import { freePort } from '../helpers/server.js';
import { cpuSeconds } from './measure.js';

/**
 * `node build/test/bench/peers.js [messages] [UDP seconds] [UDP rates, comma-separated]`: Grundwacht's receiving half (to the durable journal) and
 * rsyslog and syslog-ng (to a JSON file) take the same real messages, one after the other, on free ports of this
 * machine. Prints one JSON object.
 */
interface Figure {
  receiver: string;
  transport: string;
  messages_per_second: number;
  cpu_seconds_per_million: number;
  lost: number;
}

interface Target {
  name: string;
  port: number;
  pid: number;
  /** Resolves with how many messages are there, when `count` are or no more come. */
  settled(count: number): Promise<number>;
  stop(): Promise<unknown>;
}

type Transport = 'tcp' | 'tls' | 'relp' | 'udp';

const [messages = 1_000_000, udpSeconds = 20] = process.argv.slice(2, 4).map(Number);
const rates = (process.argv[4] ?? '10000,50000,100000').split(',').map(Number);
const lines = join(packageRoot(), '../shared/data/syslog/OpenSSH_2k.log');
const root = mkdtempSync(join(tmpdir(), 'grundwacht-peers-'));
const ca = await Authority.create(root);
const pair = await ca.sign('localhost', 'IP:127.0.0.1,DNS:localhost');
let runs = 0;

async function grundwacht(transport: Transport): Promise<Target> {
  const dir = freshFolder();
  const tls = { ...pair, clientCertificates: 'none', clientNames: [], clientFingerprints: [] } as const;
  const listen: Listen = { transport, host: '127.0.0.1', port: 0, ...(transport === 'tls' ? { tls } : {}) };
  const receiver = await ReceiverProcess.start(join(dir, 'journal'), [listen]);
  return {
    name: 'grundwacht',
    port: receiver.ports[0]!,
    pid: receiver.child.pid!,
    settled: async () => (await receiver.flush()).shipped,
    stop: () => receiver.stop(),
  };
}

async function rsyslog(transport: Transport): Promise<Target> {
  return rsyslogWith('rsyslog', transport, 'queue.size="200000"');
}

/** What rsyslog has to be told for an acknowledged message to be on disk. */
function syncedRsyslog(transport: Transport): Promise<Target> {
  const queue =
    'queue.type="Disk" queue.filename="main" queue.syncQueueFiles="on" queue.checkpointInterval="1" queue.size="200000"';
  return rsyslogWith('rsyslog, queue on disk with sync', transport, queue);
}

async function rsyslogWith(name: string, transport: Transport, queue: string): Promise<Target> {
  const dir = freshFolder();
  const port = await freePort();
  const config = join(dir, 'rsyslog.conf');
  writeFileSync(config, rsyslogConfig(dir, port, transport, pair, queue));
  const child = await startRsyslog(config, dir);
  return peer(name, child, port, join(dir, 'out.json'));
}

function rsyslogConfig(
  dir: string,
  port: number,
  transport: Transport,
  { certificate, key }: Pair,
  queue: string,
): string {
  const inputs: Record<Transport, string> = {
    tcp: `module(load="imtcp")\ninput(type="imtcp" address="127.0.0.1" port="${port}")`,
    tls: `module(load="imtcp" StreamDriver.Name="ossl" StreamDriver.Mode="1" StreamDriver.Authmode="anon")
input(type="imtcp" address="127.0.0.1" port="${port}")`,
    relp: `module(load="imrelp")\ninput(type="imrelp" address="127.0.0.1" port="${port}")`,
    udp: `module(load="imudp" batchSize="128")\ninput(type="imudp" address="127.0.0.1" port="${port}" rcvbufSize="4m")`,
  };
  const fields = ['timereported', 'hostname', 'syslogtag', 'fromhost-ip', 'msg', 'rawmsg'];
  const properties = fields.map((name) => `property(outname="${name}" name="${name}" format="jsonf")`);
  return `global(workDirectory="${dir}" net.enableDNS="off" DefaultNetstreamDriverCAFile="${ca.certificate}"
  DefaultNetstreamDriverCertFile="${certificate}" DefaultNetstreamDriverKeyFile="${key}")
main_queue(${queue})
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="${join(dir, 'in.sock')}")
${inputs[transport]}
template(name="json" type="list" option.jsonf="on") {
  ${properties.join('\n  ')}
}
action(type="omfile" file="${join(dir, 'out.json')}" template="json")
`;
}

async function syslogNg(transport: Transport): Promise<Target> {
  const dir = freshFolder();
  const port = await freePort();
  const config = join(dir, 'syslog-ng.conf');
  const tls = `tls(key-file("${pair.key}") cert-file("${pair.certificate}") peer-verify(optional-untrusted))`;
  const common = `ip("127.0.0.1") port(${port})`;
  const source =
    transport === 'udp'
      ? `network(${common} transport("udp") so-rcvbuf(4194304))`
      : `syslog(${common} transport("${transport}") flags(no-parse) log-iw-size(100000) ${transport === 'tls' ? tls : ''})`;
  writeFileSync(
    config,
    `@version: 3.35
options { keep-hostname(yes); stats-freq(0); use-dns(no); };
source s { ${source}; unix-dgram("${join(dir, 'in.sock')}"); };
destination d { file("${join(dir, 'out.json')}" template("$(format-json --scope rfc5424 --key ISODATE)\\n") log-fifo-size(200000)); };
log { source(s); destination(d); flags(flow-control); };
`,
  );
  const child = await startSyslogNg(config, dir);
  return peer('syslog-ng', child, port, join(dir, 'out.json'));
}

function peer(name: string, child: ChildProcess, port: number, file: string): Target {
  return {
    name,
    port,
    pid: child.pid!,
    settled: (count) => countLines(file, count),
    stop: () => stop(child),
  };
}

/** Counts the lines of a growing file until there are so many or none came for two seconds. */
async function countLines(file: string, count: number): Promise<number> {
  while (!existsSync(file)) await sleep(20);
  const handle = openSync(file, 'r');
  const buffer = Buffer.alloc(1 << 20);
  let found = 0;
  let quiet = 0;
  while (found < count && quiet < 100) {
    const read = readSync(handle, buffer);
    for (
      let at = buffer.subarray(0, read).indexOf(10);
      at >= 0;
      at = buffer.subarray(0, read).indexOf(10, at + 1)
    )
      found++;
    quiet = read === 0 ? quiet + 1 : 0;
    if (read === 0) await sleep(20);
  }
  closeSync(handle);
  return found;
}

function freshFolder(): string {
  const dir = join(root, String(++runs));
  mkdirSync(dir);
  return dir;
}

async function run(
  start: (transport: Transport) => Promise<Target>,
  transport: Transport,
  count: number,
  extra: string,
): Promise<Figure> {
  const target = await start(transport);
  const cpu = cpuSeconds(target.pid);
  const begin = performance.now();
  const program = fileURLToPath(new URL('peer-sender.js', import.meta.url));
  const args = [program, transport, String(target.port), String(count), lines, extra];
  const sender = spawn(process.execPath, args, { stdio: 'inherit' });
  const [code] = await once(sender, 'exit');
  if (code !== 0) throw new Error(`the sender failed (${target.name}, ${transport})`);
  const there = await target.settled(count);
  const seconds = (performance.now() - begin) / 1000;
  const used = cpuSeconds(target.pid) - cpu;
  await target.stop();
  const figure = {
    receiver: target.name,
    transport: transport === 'udp' ? `udp at ${extra}/s` : transport,
    messages_per_second: Math.round(there / seconds),
    cpu_seconds_per_million: Math.round((used / there) * 1e7) / 10,
    lost: count - there,
  };
  process.stderr.write(`${JSON.stringify(figure)}\n`);
  return figure;
}

const peers: [
  start: (transport: Transport) => Promise<Target>,
  absent: (transport: Transport) => string | false,
][] = [
  [grundwacht, () => false],
  [
    rsyslog,
    (transport) =>
      missing(
        'rsyslogd',
        ...(transport === 'tls'
          ? (['rsyslog-openssl'] as const)
          : transport === 'relp'
            ? (['rsyslog-relp'] as const)
            : []),
      ),
  ],
  [syslogNg, (transport) => (transport === 'relp' ? 'it speaks no RELP' : missing('syslog-ng'))],
];

const figures: Figure[] = [];
try {
  for (const transport of messages > 0 ? (['tcp', 'tls', 'relp'] as const) : []) {
    const extra = transport === 'tls' ? ca.certificate : '1000';
    for (const [start, absent] of peers) {
      if (absent(transport) === false) figures.push(await run(start, transport, messages, extra));
    }
    // It is so much slower that a share of the messages takes as long.
    if (transport === 'relp' && missing('rsyslogd', 'rsyslog-relp') === false)
      figures.push(await run(syncedRsyslog, transport, Math.ceil(messages / 250), extra));
  }
  for (const rate of udpSeconds > 0 ? rates : []) {
    for (const [start, absent] of peers) {
      if (absent('udp') === false) figures.push(await run(start, 'udp', rate * udpSeconds, String(rate)));
    }
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
process.stdout.write(`${JSON.stringify({ node: process.version, messages, figures }, null, 2)}\n`);
