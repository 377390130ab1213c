import type { Event } from '../../contract/event.js';
import { firstText, setDataset, setEnd, setKind, setUser, slug } from './columns.js';

/** Vendors of the header whose other formats have a module of their own here. */
const modules: Record<string, string> = {
  fortinet: 'fortigate',
  'palo alto networks': 'paloalto',
  'check point': 'checkpoint',
  cisco: 'cisco',
  sophos: 'sophos',
  veeam: 'veeam',
};

/** Sets module and dataset by vendor: `fortigate.cef`, otherwise `cef.<vendor>` or `leef.<vendor>`. */
export function setVendor(event: Event, format: 'cef' | 'leef', vendor: string): void {
  const module = modules[vendor.trim().toLowerCase()];
  if (module === undefined) setDataset(event, format, slug(vendor));
  else setDataset(event, module, format);
}

const stopped =
  /^(?:block|den|drop|reject|reset|prevent|quarantine|discard|refus|fail|clean|delet|sinkhole)/i;
const through = /^(?:allow|accept|permit|pass|success|detect|alert|monitor|forward|start|close)/i;

/** Fills the columns that CEF's and LEEF's dictionaries name alike or nearly so. */
export function dictionaryColumns(event: Event): void {
  setEnd(event, 'source', firstText(event, 'src', 'c6a2'), firstText(event, 'spt', 'srcPort'));
  setEnd(event, 'destination', firstText(event, 'dst', 'c6a3'), firstText(event, 'dpt', 'dstPort'));
  setUser(event, firstText(event, 'suser', 'usrName', 'duser', 'accountName'));
  const host = firstText(event, 'dvchost', 'dvc', 'identHostName');
  if (host !== undefined) event['host.name'] = host;
  const process = firstText(event, 'sproc', 'dproc');
  if (process !== undefined) event['process.name'] = process;
  const result = firstText(event, 'outcome', 'act', 'action', 'deviceAction') ?? '';
  if (stopped.test(result)) event['event.outcome'] = 'failure';
  else if (through.test(result)) event['event.outcome'] = 'success';
  if (event['source.ip'] !== undefined && event['destination.ip'] !== undefined) {
    const outcome = event['event.outcome'];
    setKind(event, 'connection', outcome === undefined ? undefined : outcome === 'success');
  }
}

/** @param severity 0 to 10, or CEF's words @returns the syslog severity, or undefined */
export function severityOf(severity: string | undefined): number | undefined {
  switch (severity?.toLowerCase()) {
    case 'low':
      return 5;
    case 'medium':
      return 4;
    case 'high':
      return 3;
    case 'very-high':
      return 2;
  }
  const number = /^\d{1,2}$/.test(severity ?? '') ? Number(severity) : 11;
  if (number > 10) return undefined;
  return number >= 9 ? 2 : number >= 7 ? 3 : number >= 4 ? 4 : 6;
}
