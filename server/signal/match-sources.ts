import { BlockList, isIP } from 'node:net';
import type { LogSource } from '../contract/signal.js';
import type { SignalObject } from './applies.js';

/** Counters of a source as the ledger has them; times in milliseconds since the epoch. */
export interface CountedSource {
  /** Sender's address or file. */
  source: string;
  /** Host that the records name; empty: none. */
  host: string;
  transport: string;
  dataset: string;
  received: number;
  firstSeen: number;
  lastSeen: number;
}

/** What a person said of a source: the object that it is, or (null) that it is to be left alone. */
export interface SourceSaid {
  object: string | null;
  reason: string;
}

/** A host or sender, all its counters together, and what it is. */
export interface MatchedSource {
  name: string;
  addresses: string[];
  counted: CountedSource[];
  firstSeen: number;
  lastSeen: number;
  state: LogSource['state'];
  by: LogSource['by'];
  /** Ids; one where it is matched, several where it is ambiguous. */
  objects: string[];
  reason: string;
}

/** @returns the name by which a source is known: its host, else the address of the sender */
export function sourceName({ host, source }: Pick<CountedSource, 'host' | 'source'>): string {
  const name = host === '' ? (addressOf(source) ?? hostOfFile(source) ?? source) : host;
  return name.toLowerCase().replace(/\.$/, '').slice(0, 300);
}

/** @returns the host of `web01.city.example/var/log/access.log`; undefined of a file without one */
const hostOfFile = (source: string): string | undefined => /^[\w.-]{1,253}(?=\/)/.exec(source)?.[0];

/** @returns the address of `192.0.2.7`, `192.0.2.7:514`, `[2001:db8::1]:514`; undefined when there is none */
export function addressOf(source: string): string | undefined {
  const text = source.replace(/^\[?([^\]]+?)\]?(?::\d+)?$/, '$1');
  for (const candidate of [source, text]) {
    if (isIP(candidate) !== 0) return candidate.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
  }
  return undefined;
}

/**
 * Tells which target object each log source is: as a person said, by host name, by the first part of the host name, by
 * address, by network. The first of these that finds an object counts; several objects are left to a person.
 * @param decisions by the source's name
 */
export function matchSources(
  counted: readonly CountedSource[],
  objects: readonly SignalObject[],
  decisions: ReadonlyMap<string, SourceSaid>,
): MatchedSource[] {
  const index = indexOf(objects);
  const known = new Set(objects.map(({ id }) => id));
  const groups = grouped(counted);
  const relays = relaysAmong(groups);
  return [...groups].map(([name, rows]) => {
    const addresses = addressesOf(rows);
    const common = {
      name,
      addresses,
      counted: rows,
      firstSeen: Math.min(...rows.map(({ firstSeen }) => firstSeen)),
      lastSeen: Math.max(...rows.map(({ lastSeen }) => lastSeen)),
    };
    const said = decisions.get(name);
    if (said?.object === null) {
      return { ...common, state: 'ignored', by: 'decision', objects: [], reason: said.reason };
    }
    if (said !== undefined && known.has(said.object)) {
      return { ...common, state: 'matched', by: 'decision', objects: [said.object], reason: said.reason };
    }
    const own = addresses.filter((address) => address === name || !relays.has(address));
    return { ...common, ...found(index, name, own), reason: '' };
  });
}

function grouped(counted: readonly CountedSource[]): Map<string, CountedSource[]> {
  const groups = new Map<string, CountedSource[]>();
  for (const row of counted) {
    const name = sourceName(row);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}

const addressesOf = (rows: readonly CountedSource[]): string[] => [
  ...new Set(rows.map(({ source }) => addressOf(source)).filter((address) => address !== undefined)),
];

/** A relay sends the records of many hosts: its address tells nothing of a host that has a name of its own. */
function relaysAmong(groups: ReadonlyMap<string, CountedSource[]>): Set<string> {
  const seen = new Set<string>();
  const relays = new Set<string>();
  for (const rows of groups.values()) {
    for (const address of addressesOf(rows)) {
      if (seen.has(address)) relays.add(address);
      seen.add(address);
    }
  }
  return relays;
}

/** What sends records; an application of the same host name is heard through it. */
const systems = new Set<SignalObject['type']>(['it_system', 'ics_system', 'iot_device']);

interface Index {
  systems: Set<string>;
  hosts: Map<string, Set<string>>;
  shortHosts: Map<string, Set<string>>;
  addresses: Map<string, Set<string>>;
  networks: { id: string; prefix: number; list: BlockList }[];
}

function indexOf(objects: readonly SignalObject[]): Index {
  const index: Index = {
    systems: new Set(),
    hosts: new Map(),
    shortHosts: new Map(),
    addresses: new Map(),
    networks: [],
  };
  const add = (map: Map<string, Set<string>>, key: string, id: string): void => {
    const ids = map.get(key);
    if (ids === undefined) map.set(key, new Set([id]));
    else ids.add(id);
  };
  for (const { id, type, status, hostnames, addresses } of objects) {
    // A network's addresses are its members', and what is retired is no source any more.
    if (type === 'network' || status === 'retired') continue;
    if (systems.has(type)) index.systems.add(id);
    for (const host of hostnames) {
      add(index.hosts, host, id);
      add(index.shortHosts, shortOf(host), id);
    }
    for (const address of addresses) {
      if (address.includes('/')) index.networks.push({ id, ...networkOf(address) });
      else add(index.addresses, address, id);
    }
  }
  return index;
}

const shortOf = (host: string): string => host.split('.', 1)[0]!;

function networkOf(text: string): { prefix: number; list: BlockList } {
  const [address = '', prefix = ''] = text.split('/');
  const list = new BlockList();
  list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return { prefix: Number(prefix), list };
}

type Found = Pick<MatchedSource, 'state' | 'by' | 'objects'>;

function found(index: Index, name: string, addresses: readonly string[]): Found {
  const isAddress = isIP(name) !== 0;
  const ways: [LogSource['by'], () => Iterable<string>][] = [
    ['host', () => index.hosts.get(name) ?? []],
    // `srv1.city.example` in one place and `srv1` in the other are one host; two full names that differ are two.
    ['short_host', () => (isAddress ? [] : shortMatches(index, name))],
    ['address', () => addresses.flatMap((address) => [...(index.addresses.get(address) ?? [])])],
    ['network', () => addresses.flatMap((address) => inNetworks(index, address))],
  ];
  for (const [by, look] of ways) {
    const all = [...new Set(look())];
    const among = all.filter((id) => index.systems.has(id));
    const objects = among.length > 0 ? among : all;
    if (objects.length > 0) return { state: objects.length === 1 ? 'matched' : 'ambiguous', by, objects };
  }
  return { state: 'unknown', by: 'none', objects: [] };
}

function shortMatches(index: Index, name: string): Iterable<string> {
  return name.includes('.') ? (index.hosts.get(shortOf(name)) ?? []) : (index.shortHosts.get(name) ?? []);
}

/** @returns the objects of the narrowest networks that hold the address */
function inNetworks({ networks }: Index, address: string): string[] {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const holding = networks.filter(({ list }) => list.check(address, family));
  const narrowest = Math.max(-1, ...holding.map(({ prefix }) => prefix));
  return holding.filter(({ prefix }) => prefix === narrowest).map(({ id }) => id);
}
