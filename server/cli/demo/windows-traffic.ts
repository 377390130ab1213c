import type { Envelope } from '../../contract/envelope.js';
import {
  city,
  domainControllers,
  fileServers,
  type Host,
  type Person,
  people,
  virtualDesktops,
  windowsServers,
  workstations,
} from './city.js';
import type { Random } from './random.js';
import { windowsRecord } from './records.js';

export const security = { channel: 'Security', provider: 'Microsoft-Windows-Security-Auditing' } as const;
const system = { channel: 'System', provider: 'Service Control Manager' } as const;
const desktops: readonly Host[] = [...workstations, ...virtualDesktops];
const zeroGuid = '{00000000-0000-0000-0000-000000000000}';

type Maker = (time: number, random: Random) => Envelope;

/** What Windows reports on an ordinary day. */
const makers: readonly (readonly [number, Maker])[] = [
  [24, logon],
  [20, logoff],
  [22, processCreated],
  [16, kerberosTicket],
  [9, serviceState],
  [6, shareAccess],
  [2, mistypedPassword],
  [0.05, lockedOut],
];

/** @returns the record of one ordinary happening in the Windows domain at that time */
export function windowsRecords(time: number, random: Random): Envelope[] {
  return [random.weighted(makers)(time, random)];
}

/** @returns who uses the workplace: always the same person */
export const userOf = (host: Host): Person => people[desktops.indexOf(host) % people.length]!;

/** @returns the fields of a logon (4624) or a failed one (4625) */
export function logonData(person: Person, from: Host, type: number): Record<string, string> {
  return {
    SubjectUserSid: 'S-1-0-0',
    SubjectUserName: '-',
    SubjectDomainName: '-',
    SubjectLogonId: '0x0',
    TargetUserSid: person.sid,
    TargetUserName: person.account,
    TargetDomainName: city.domain,
    LogonType: String(type),
    LogonProcessName: type === 2 ? 'User32 ' : 'Kerberos',
    AuthenticationPackageName: type === 2 ? 'Negotiate' : 'Kerberos',
    WorkstationName: from.name,
    LogonGuid: zeroGuid,
    ProcessName: type === 2 ? 'C:\\Windows\\System32\\svchost.exe' : '-',
    IpAddress: type === 2 ? '127.0.0.1' : from.address,
    IpPort: '0',
  };
}

function logon(time: number, random: Random): Envelope {
  const desktop = random.pick(desktops);
  const interactive = random.chance(0.3);
  const host = interactive ? desktop : random.pick(fileServers);
  const data = {
    ...logonData(userOf(desktop), desktop, interactive ? 2 : 3),
    TargetLogonId: `0x${random.hex(6)}`,
    IpPort: interactive ? '0' : String(random.int(49_152, 65_535)),
  };
  return windowsRecord(time, host, { ...security, id: 4624, recordId: recordId(time, random), data });
}

function logoff(time: number, random: Random): Envelope {
  const desktop = random.pick(desktops);
  const person = userOf(desktop);
  const data = {
    TargetUserSid: person.sid,
    TargetUserName: person.account,
    TargetDomainName: city.domain,
    TargetLogonId: `0x${random.hex(6)}`,
    LogonType: '3',
  };
  return windowsRecord(time, random.pick(fileServers), {
    ...security,
    id: 4634,
    recordId: recordId(time, random),
    data,
  });
}

const programs = [
  ['C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE', 'OUTLOOK.EXE'],
  ['C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE', 'WINWORD.EXE /n'],
  ['C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe', 'msedge.exe --type=renderer'],
  ['C:\\Program Files\\Auen DMS\\dms-client.exe', 'dms-client.exe'],
  ['C:\\Program Files\\Einwohnerwesen\\ewo.exe', 'ewo.exe /start'],
  ['C:\\Windows\\System32\\taskhostw.exe', 'taskhostw.exe KEYROAMING'],
  ['C:\\Windows\\System32\\RuntimeBroker.exe', 'C:\\Windows\\System32\\RuntimeBroker.exe -Embedding'],
] as const;

function processCreated(time: number, random: Random): Envelope {
  const host = random.pick(desktops);
  const [image, commandLine] = random.pick(programs);
  const data = processData(userOf(host), image, commandLine, 'C:\\Windows\\explorer.exe', random);
  return windowsRecord(time, host, { ...security, id: 4688, recordId: recordId(time, random), data });
}

/** @returns the fields of 4688 */
export function processData(
  person: Person,
  image: string,
  commandLine: string,
  parent: string,
  random: Random,
): Record<string, string> {
  return {
    SubjectUserSid: person.sid,
    SubjectUserName: person.account,
    SubjectDomainName: city.domain,
    SubjectLogonId: `0x${random.hex(6)}`,
    NewProcessId: `0x${random.hex(4)}`,
    NewProcessName: image,
    TokenElevationType: '%%1938',
    ProcessId: `0x${random.hex(4)}`,
    CommandLine: commandLine,
    TargetUserSid: 'S-1-0-0',
    TargetUserName: '-',
    TargetDomainName: '-',
    TargetLogonId: '0x0',
    ParentProcessName: parent,
    MandatoryLabel: 'S-1-16-8192',
  };
}

function kerberosTicket(time: number, random: Random): Envelope {
  const desktop = random.pick(desktops);
  const data = {
    TargetUserName: `${userOf(desktop).account}@${city.dnsSuffix.toUpperCase()}`,
    TargetDomainName: city.dnsSuffix.toUpperCase(),
    ServiceName: `${random.pick(windowsServers).name}$`,
    TicketOptions: '0x40810000',
    TicketEncryptionType: '0x12',
    IpAddress: `::ffff:${desktop.address}`,
    IpPort: String(random.int(49_152, 65_535)),
    Status: '0x0',
    LogonGuid: zeroGuid,
    TransmittedServices: '-',
  };
  return windowsRecord(time, random.pick(domainControllers), {
    ...security,
    id: 4769,
    recordId: recordId(time, random),
    data,
  });
}

const services = [
  'Windows Update',
  'Druckwarteschlange',
  'Windows-Zeitgeber',
  'Volumeschattenkopie',
  'Software Protection',
];

function serviceState(time: number, random: Random): Envelope {
  const host = random.chance(0.4) ? random.pick(windowsServers) : random.pick(desktops);
  const data = { param1: random.pick(services), param2: random.pick(['Wird ausgeführt', 'Beendet']) };
  return windowsRecord(time, host, { ...system, id: 7036, recordId: recordId(time, random), data });
}

function shareAccess(time: number, random: Random): Envelope {
  const desktop = random.pick(desktops);
  const person = userOf(desktop);
  const share = random.pick(['Buergeramt', 'Kaemmerei', 'Bauamt', 'Ordnungsamt', 'Alle']);
  const data = {
    SubjectUserSid: person.sid,
    SubjectUserName: person.account,
    SubjectDomainName: city.domain,
    SubjectLogonId: `0x${random.hex(6)}`,
    ObjectType: 'File',
    IpAddress: desktop.address,
    IpPort: String(random.int(49_152, 65_535)),
    ShareName: `\\\\*\\${share}`,
    ShareLocalPath: `\\??\\D:\\Freigaben\\${share}`,
    AccessMask: '0x1',
  };
  return windowsRecord(time, random.pick(fileServers), {
    ...security,
    id: 5140,
    recordId: recordId(time, random),
    data,
  });
}

function mistypedPassword(time: number, random: Random): Envelope {
  const desktop = random.pick(desktops);
  const data = {
    ...logonData(userOf(desktop), desktop, 2),
    TargetUserSid: 'S-1-0-0',
    Status: '0xc000006d',
    SubStatus: '0xc000006a',
    FailureReason: '%%2313',
  };
  return windowsRecord(time, desktop, {
    ...security,
    id: 4625,
    failure: true,
    recordId: recordId(time, random),
    data,
  });
}

function lockedOut(time: number, random: Random): Envelope {
  const desktop = random.pick(desktops);
  const person = userOf(desktop);
  const controller = random.pick(domainControllers);
  const data = {
    TargetUserName: person.account,
    TargetDomainName: desktop.name,
    TargetSid: person.sid,
    SubjectUserSid: 'S-1-5-18',
    SubjectUserName: `${controller.name}$`,
    SubjectDomainName: city.domain,
    SubjectLogonId: '0x3e7',
  };
  return windowsRecord(time, controller, { ...security, id: 4740, recordId: recordId(time, random), data });
}

/** @returns a record number that grows with time, as Windows counts them */
export function recordId(time: number, random: Random): number {
  return (Math.floor(time / 100) % 1_000_000_000) + random.int(0, 99);
}
