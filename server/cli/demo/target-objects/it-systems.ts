import type { TargetObjectInput } from '../../../contract/isms.js';
import {
  city,
  dmsServers,
  domainControllers,
  fileServers,
  financeServers,
  type Host,
  linuxServers,
  mailServers,
  registrationServers,
  terminalServers,
  virtualDesktops,
  webServers,
  workstations,
} from '../city.js';

const owner = 'IT-Abteilung';
const bothCentres = 'Rechenzentren 1 und 2';

/** A group is as large as the city has of the kind; its host names are those that send records. */
function servers(
  key: string,
  name: string,
  platform: string,
  hosts: readonly Host[],
  count: number,
): TargetObjectInput {
  return {
    key,
    type: 'it_system',
    name,
    platform,
    count,
    location: bothCentres,
    owner,
    hostnames: hosts.map((host) => `${host.name}.${city.dnsSuffix}`),
    addresses: hosts.map((host) => host.address),
    tags: ['server'],
  };
}

const windows = 'Windows Server 2022';
const debian = 'Debian 12';
const inner = linuxServers.filter((host) => !webServers.includes(host));

/** 53 servers, 652 workplaces of which 151 are virtual, mobile devices and telephones. */
export const itSystems: readonly TargetObjectInput[] = [
  servers('S001', 'Virtualisierungsserver', 'VMware ESXi', [], 8),
  servers('S002', 'Domänencontroller', windows, domainControllers, 2),
  servers('S003', 'Dateiserver', windows, fileServers, 2),
  servers('S004', 'DMS-Server', windows, dmsServers, 2),
  servers('S005', 'Finanzserver', windows, financeServers, 2),
  servers('S006', 'Einwohnerverfahren-Server', windows, registrationServers, 2),
  servers('S007', 'E-Mail-Server', windows, mailServers, 2),
  servers('S008', 'Terminalserver', windows, terminalServers, 4),
  servers('S009', 'Webserver Bürgerportal', debian, webServers, 2),
  servers('S010', 'Infrastrukturserver Linux', debian, inner, 8),
  servers('S011', 'Fachverfahrensserver (weitere)', windows, [], 19),
  {
    key: 'C001',
    type: 'it_system',
    name: 'Arbeitsplatz-PC',
    platform: 'Windows 11',
    count: 501,
    location: 'Rathaus und Außenstellen',
    owner,
    hostnames: workstations.map((host) => `${host.name}.${city.dnsSuffix}`),
    addresses: ['10.20.32.0/23', '10.20.34.0/24'],
    tags: ['arbeitsplatz'],
  },
  {
    key: 'C002',
    type: 'it_system',
    name: 'Virtueller Arbeitsplatz',
    platform: 'Windows 11, VDI',
    count: 151,
    location: bothCentres,
    owner,
    hostnames: virtualDesktops.map((host) => `${host.name}.${city.dnsSuffix}`),
    addresses: ['10.20.40.0/24'],
    tags: ['arbeitsplatz', 'virtuell'],
  },
  {
    key: 'M001',
    type: 'it_system',
    name: 'Notebook',
    platform: 'Windows 11',
    count: 107,
    owner,
    tags: ['mobil'],
  },
  { key: 'M002', type: 'it_system', name: 'Tablet', platform: 'iPadOS', count: 98, owner, tags: ['mobil'] },
  {
    key: 'M003',
    type: 'it_system',
    name: 'Smartphone',
    platform: 'iOS und Android',
    count: 196,
    owner,
    tags: ['mobil'],
  },
  {
    key: 'T001',
    type: 'it_system',
    name: 'Telefonanschluss',
    platform: 'VoIP',
    count: 240,
    owner,
    tags: ['telefonie'],
  },
  {
    key: 'T002',
    type: 'it_system',
    name: 'Firewall und VPN-Gateway',
    count: 2,
    location: bothCentres,
    owner,
    addresses: ['10.20.8.4'],
    tags: ['netz'],
  },
  {
    key: 'X001',
    type: 'ics_system',
    name: 'Gebäudeleittechnik Rathaus',
    location: 'Rathaus',
    owner: 'Gebäudemanagement',
    addresses: ['10.20.60.0/24'],
  },
  {
    key: 'X002',
    type: 'iot_device',
    name: 'Parkleitsystem-Sensor',
    count: 64,
    location: 'Innenstadt',
    owner: 'Ordnungsamt',
    addresses: ['10.20.61.0/24'],
  },
];
