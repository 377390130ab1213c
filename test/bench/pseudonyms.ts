import type { Event } from '../../server/contract/event.js';
import { defaultPseudonymSettings } from '../../server/contract/pseudonym-state.js';
import { Pseudonymiser, recordContext } from '../../server/pseudonym/pseudonymiser.js';
import { newSideKeys, Sealer } from '../../server/pseudonym/seal.js';

/**
 * CPU time that an event costs with pseudonymised monitoring, beside what `JSON.parse` of the same event costs:
 * replacing, and sealing the record as it arrived. Rounds alternate, the least counts.
 */
const events = 10_000;
const rounds = 7;
const people = 500;
const received = Date.UTC(2026, 10, 22);
const sealing = { requester: newSideKeys().publicKey, approver: newSideKeys().publicKey };
const sealer = new Sealer(sealing);

type Values = Pick<Event, 'fields'> & Partial<Event>;

/** A line of sshd, of one of 500 people. */
function syslog(n: number): Values {
  const [user, address] = [`anna.weber${n}`, `10.20.${n % 200}.${n % 250}`];
  return {
    'event.module': 'linux',
    'event.dataset': 'linux.sshd',
    'event.action': 'logon',
    'event.outcome': 'success',
    'event.severity': 6,
    'host.name': 'srv17.stadt.example',
    'source.ip': address,
    'source.port': 51_000 + n,
    'user.name': user,
    'process.name': 'sshd',
    'process.pid': 2000 + n,
    message: `Accepted publickey for ${user} from ${address} port ${51_000 + n} ssh2: ED25519 SHA256:qY3kVvnE0oXl7mTbJ5sRr1cLQ2uZcXhUe0wT4pNfG8A`,
    'log.syslog.facility.code': 10,
    'log.syslog.appname': 'sshd',
    'log.syslog.procid': `${2000 + n}`,
    fields: { method: 'publickey', protocol: 'ssh2' },
  };
}

/** A line of a service that names nobody. */
function quiet(n: number): Values {
  return {
    'event.module': 'linux',
    'event.dataset': 'linux.systemd',
    'event.severity': 6,
    'host.name': 'srv17.stadt.example',
    'process.name': 'systemd',
    'process.pid': 1,
    message: `logrotate.service: Deactivated successfully after ${n} ms, consumed 1.204s CPU time`,
    'log.syslog.facility.code': 3,
    'log.syslog.appname': 'systemd',
    fields: {},
  };
}

/** A logon (4624): 22 own fields and a message, 1,150 characters. */
function logon(n: number): Values {
  const [user, address] = [`anna.weber${n}`, `10.20.${n % 200}.${n % 250}`];
  const filler = Array.from({ length: 16 }, (_, f) => [`Field${f}`, `a value of field ${f} in this record`]);
  return {
    ...windows('windows.security', '4624', n),
    'source.ip': address,
    'user.name': user,
    'user.domain': 'STADT',
    message: `An account was successfully logged on. Account ${user} from ${address} on workstation PC-${n} with logon type 3 and package Negotiate, elevated token: no, process C:\\Windows\\System32\\lsass.exe`,
    fields: {
      ...Object.fromEntries(filler),
      TargetUserName: user,
      SubjectUserName: 'SYSTEM',
      TargetUserSid: `S-1-5-21-1-2-3-${1000 + n}`,
      IpAddress: address,
      WorkstationName: `PC-${n}`,
      LogonType: '3',
    },
  };
}

/** The start of a process (Sysmon 1): 2,000 characters of text. */
function processStart(n: number): Values {
  const user = `anna.weber${n}`;
  const image = `C:\\Users\\${user}\\AppData\\Local\\Programs\\Fachverfahren\\Client\\bin\\start.exe`;
  const commandLine = `"${image}" --profile "C:\\Users\\${user}\\AppData\\Roaming\\Fachverfahren\\profile.xml" --server srv-fach01.stadt.example --port 8443 --cache C:\\ProgramData\\Fachverfahren\\cache`;
  const fields = {
    RuleName: 'technique_id=T1204,technique_name=User Execution',
    UtcTime: '2026-11-22 10:11:12.345',
    ProcessGuid: '{6d7c6e4a-1f20-6740-8c01-00000000b301}',
    ProcessId: `${4000 + n}`,
    Image: image,
    FileVersion: '7.4.1.2210',
    Description: 'Client of the registry of residents',
    Product: 'Fachverfahren',
    Company: 'Example Software GmbH',
    OriginalFileName: 'start.exe',
    CommandLine: commandLine,
    CurrentDirectory: `C:\\Users\\${user}\\AppData\\Local\\Programs\\Fachverfahren\\`,
    User: `STADT\\${user}`,
    LogonGuid: '{6d7c6e4a-0c11-6740-2b3f-060000000000}',
    LogonId: '0x63f2b',
    TerminalSessionId: '2',
    IntegrityLevel: 'Medium',
    Hashes:
      'SHA256=9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08,IMPHASH=F34D5F2D4577ED6D9CEEC516C1F5A744',
    ParentProcessGuid: '{6d7c6e4a-0c2e-6740-a100-00000000b301}',
    ParentProcessId: '5120',
    ParentImage: 'C:\\Windows\\explorer.exe',
    ParentCommandLine: 'C:\\Windows\\Explorer.EXE',
    ParentUser: `STADT\\${user}`,
  };
  return {
    ...windows('windows.sysmon', '1', n),
    'user.name': user,
    'user.domain': 'STADT',
    'process.name': 'start.exe',
    'process.executable': image,
    'process.command_line': commandLine,
    message: `Process Create: ${image} by STADT\\${user}`,
    fields,
  };
}

const windows = (dataset: string, code: string, n: number): Partial<Event> => ({
  'event.module': 'windows',
  'event.dataset': dataset,
  'event.code': code,
  'host.name': `PC-${n}.stadt.example`,
});

const whole = (values: Values): Omit<Event, 'event.original'> => ({
  id: '018f0000-0000-7000-8000-000000000001',
  tenant: 'city',
  '@timestamp': received,
  'event.ingested': received,
  'event.kind': 'event',
  'event.module': '',
  'event.dataset': '',
  'observer.id': 'collector',
  'log.source': '192.0.2.10',
  ...values,
});

function measure(work: (n: number) => void): number {
  const before = process.cpuUsage();
  for (let n = 0; n < events; n++) work(n);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / events;
}

/** The kinds share one pseudonymiser, as the sources of a tenant do. */
const pseudonymiser = new Pseudonymiser({
  tenant: 'city',
  settings: { ...defaultPseudonymSettings, workstations: ['PC-*'], client_networks: ['10.20.0.0/16'] },
  keys: [{ period: '2026-11', from: 0, key: new Uint8Array(32).fill(7) }],
  sealing,
});
const sealed = (event: Event): Event => {
  event['event.original'] = sealer.seal(event['event.original'], recordContext(event.tenant, event.id));
  return event;
};
const kinds = Object.entries({ quiet, syslog, logon, processStart }).map(([name, make]) => {
  const texts = Array.from({ length: people }, (_, n) => JSON.stringify(whole(make(n))));
  const original = Buffer.from(texts[0]!);
  const parsed = (n: number): Event =>
    Object.assign(JSON.parse(texts[n % people]!) as Event, { 'event.original': original });
  return { name, original, parsed, figures: { parse: Infinity, seal: Infinity, all: Infinity } };
});
for (let round = 0; round < rounds; round++) {
  for (const { parsed, figures } of kinds) {
    figures.parse = Math.min(figures.parse, measure(parsed));
    figures.seal = Math.min(
      figures.seal,
      measure((n) => sealed(parsed(n))),
    );
    figures.all = Math.min(
      figures.all,
      measure((n) => pseudonymiser.replace(parsed(n))),
    );
  }
}
for (const { name, original, figures } of kinds) {
  const { parse, seal, all } = figures;
  const replace = all - seal;
  process.stdout.write(
    `${name.padEnd(12)} ${String(original.length).padStart(4)} bytes: JSON.parse ${parse.toFixed(1)} us of CPU, replacing ${replace.toFixed(1)} (${(replace / parse).toFixed(2)} of it), sealing ${(seal - parse).toFixed(1)}\n`,
  );
}
