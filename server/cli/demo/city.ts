/** The invented city: no such place, its domain and the outsiders' addresses are reserved for examples. */
export const city = {
  tenant: 'demo',
  title: 'Demo: Stadt Auenbrück',
  domain: 'STADT',
  dnsSuffix: 'auenbrueck.example',
} as const;

export interface Host {
  name: string;
  address: string;
}

const server = (name: string, last: number): Host => ({ name, address: `10.20.0.${last}` });

export const domainControllers = [server('DC01', 10), server('DC02', 11)];
export const fileServers = [server('SRV-FILE01', 20), server('SRV-FILE02', 21)];
export const dmsServers = [server('SRV-DMS01', 24), server('SRV-DMS02', 25)];
export const financeServers = [server('SRV-FIN01', 28), server('SRV-FIN02', 29)];
export const registrationServers = [server('SRV-EWO01', 32), server('SRV-EWO02', 33)];
export const mailServers = [server('SRV-EXCH01', 36), server('SRV-EXCH02', 37)];
export const terminalServers = [
  server('SRV-TS01', 40),
  server('SRV-TS02', 41),
  server('SRV-TS03', 42),
  server('SRV-TS04', 43),
];
export const windowsServers: readonly Host[] = [
  ...domainControllers,
  ...fileServers,
  ...dmsServers,
  ...financeServers,
  ...registrationServers,
  ...mailServers,
  ...terminalServers,
];

export const webServers = [
  { name: 'srv-web01', address: '10.20.16.10' },
  { name: 'srv-web02', address: '10.20.16.11' },
];
export const linuxServers: readonly Host[] = [
  ...webServers,
  { name: 'srv-mx01', address: '10.20.16.20' },
  { name: 'srv-proxy01', address: '10.20.16.24' },
  server('srv-db01', 60),
  server('srv-db02', 61),
  server('srv-gis01', 64),
  server('srv-mon01', 68),
  server('srv-bkp01', 72),
  server('srv-bkp02', 73),
];

const number = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** 501 physical workplaces. */
export const workstations: readonly Host[] = Array.from({ length: 501 }, (_, at) => ({
  name: `WS-${number(at + 1, 4)}`,
  address: `10.20.${32 + Math.floor(at / 250)}.${(at % 250) + 2}`,
}));

/** 151 virtual workplaces. */
export const virtualDesktops: readonly Host[] = Array.from({ length: 151 }, (_, at) => ({
  name: `VDI-${number(at + 1, 3)}`,
  address: `10.20.40.${at + 2}`,
}));

export interface Person {
  /** Account name. */
  account: string;
  name: string;
  sid: string;
}

const domainSid = 'S-1-5-21-3204815672-1187402253-2760014485';
const givenNames =
  'Anna Bernd Carla David Elif Frank Greta Hakan Ines Jonas Katja Lars Mona Nils Olga Paul'.split(' ');
const familyNames = (
  'Ahlers Brandt Cordes Deniz Ebert Falk Gerdes Harms Ihlow Janssen Kessler Lorenz Maurer Neubert Oster ' +
  'Petrow Quandt Reimers Sander Thiele Ullmann Vogt Wiegand Yilmaz Zander'
).split(' ');

/** 400 people: every given name with every family name. */
export const people: readonly Person[] = givenNames.flatMap((given, g) =>
  familyNames.map((family, f) => ({
    account: `${given[0]!.toLowerCase()}.${family.toLowerCase()}`,
    name: `${given} ${family}`,
    sid: `${domainSid}-${1600 + g * familyNames.length + f}`,
  })),
);

/** Administrators have an account of their own for it (OPS.1.1.2). */
export const administrators: readonly Person[] = ['kessler', 'thiele', 'yilmaz'].map((name, at) => ({
  account: `adm.${name}`,
  name: `Administration ${name}`,
  sid: `${domainSid}-${1120 + at}`,
}));

export const linuxAdministrators = ['lkessler', 'jthiele', 'oyilmaz'] as const;
export const serviceAccounts = [
  'svc.dms',
  'svc.finanz',
  'svc.backup',
  'svc.ewo',
  'svc.sql',
  'svc.druck',
  'svc.archiv',
  'svc.gis',
] as const;

/** Documentation addresses (RFC 5737) stand for everybody outside. */
export const outsiders = ['192.0.2', '198.51.100', '203.0.113'] as const;

/** @returns the name with the city's DNS suffix, as Windows reports it */
export const fullName = (host: Host): string => `${host.name}.${city.dnsSuffix}`;

/** @returns the security identifier of an account of the domain */
export const domainAccountSid = (rid: number): string => `${domainSid}-${rid}`;
