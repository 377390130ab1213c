import type { Event } from '../../server/contract/event.js';

/** A small generator that gives the same numbers in every run (mulberry32). */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) % below;
  };
}

const accounts = ['svc_backup', 'administrator', 'm.mueller', 'k.schmidt', 'root', 'postgres', 'www-data'];
const programs = ['svchost.exe', 'powershell.exe', 'explorer.exe', 'lsass.exe', 'cmd.exe', 'chrome.exe'];

/**
 * Half sshd lines, half Windows process creations, as of a city with 200 hosts: about 120 and 1,100 bytes
 * of original record.
 * @returns the n-th event of the generator
 */
export function sampleEvent(random: (below: number) => number, n: number, time: number): Event {
  return n % 2 === 0 ? sshdEvent(random, n, time) : processEvent(random, n, time);
}

function base(random: (below: number) => number, n: number, time: number) {
  const hex = time.toString(16).padStart(12, '0');
  return {
    id: `${hex.slice(0, 8)}-${hex.slice(8)}-7${(n % 4096).toString(16).padStart(3, '0')}-8000-${n.toString(16).padStart(12, '0')}`,
    tenant: 'stadt',
    '@timestamp': time - random(900),
    'event.ingested': time,
    'event.kind': 'event' as const,
    'observer.id': 'rathaus-1',
  };
}

function sshdEvent(random: (below: number) => number, n: number, time: number): Event {
  const user = accounts[random(accounts.length)]!;
  const ip = `203.0.${random(113)}.${random(256)}`;
  const port = 1024 + random(60_000);
  const host = `srv-${random(60)}`;
  const pid = random(32_768);
  const message = `Failed password for ${user} from ${ip} port ${port} ssh2`;
  return {
    ...base(random, n, time),
    'event.module': 'linux',
    'event.dataset': 'linux.sshd',
    'event.category': 'authentication',
    'event.outcome': 'failure',
    'event.severity': 6,
    'host.name': host,
    'source.ip': ip,
    'source.port': port,
    'user.name': user,
    'process.name': 'sshd',
    'process.pid': pid,
    message,
    'log.syslog.facility.code': 10,
    'log.syslog.appname': 'sshd',
    'log.source': '192.0.2.10',
    fields: {},
    'event.original': Buffer.from(`<86>Mar  1 12:00:00 ${host} sshd[${pid}]: ${message}`),
  };
}

function processEvent(random: (below: number) => number, n: number, time: number): Event {
  const host = `pc-${random(140)}.stadt.example`;
  const user = `${accounts[random(accounts.length)]}${random(400)}`;
  const image = `C:\\Windows\\System32\\${programs[random(programs.length)]}`;
  const commandLine = `"${image}" -k ${random(1_000_000).toString(36)} -p -s ${random(1000)}`;
  const fields = {
    UtcTime: new Date(time).toISOString(),
    ProcessGuid: `{${random(2 ** 31).toString(16)}-${random(65_536).toString(16)}-${n.toString(16)}}`,
    ProcessId: random(20_000),
    Image: image,
    FileVersion: '10.0.19041.1 (WinBuild.160101.0800)',
    Description: 'Host Process for Windows Services',
    Company: 'Microsoft Corporation',
    CommandLine: commandLine,
    CurrentDirectory: 'C:\\Windows\\system32\\',
    User: `STADT\\${user}`,
    LogonId: `0x${random(2 ** 30).toString(16)}`,
    IntegrityLevel: 'System',
    Hashes: `SHA256=${random(2 ** 31)
      .toString(16)
      .repeat(8)}`,
    ParentImage: 'C:\\Windows\\System32\\services.exe',
  };
  return {
    ...base(random, n, time),
    'event.module': 'windows',
    'event.dataset': 'windows.sysmon',
    'event.code': '1',
    'event.category': 'process',
    'host.name': host,
    'user.name': user,
    'user.domain': 'STADT',
    'process.name': programs[n % programs.length]!,
    'process.executable': image,
    'process.command_line': commandLine,
    'process.pid': fields.ProcessId,
    'winlog.channel': 'Microsoft-Windows-Sysmon/Operational',
    'winlog.provider_name': 'Microsoft-Windows-Sysmon',
    'winlog.record_id': String(n),
    'log.source': '192.0.2.11',
    fields,
    'event.original': Buffer.from(
      JSON.stringify({
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        EventID: 1,
        Hostname: host,
        ...fields,
      }),
    ),
  };
}
