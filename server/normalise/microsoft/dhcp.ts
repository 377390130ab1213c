import type { Event } from '../../contract/event.js';
import { setDataset, setKind, setPair, setUser } from '../device/columns.js';
import { splitCsv } from '../device/csv.js';
import { Unparsable } from '../draft.js';
import { clock, isDate } from '../time.js';
import { localToUtc } from '../zone.js';

/** Columns of `DhcpSrvLog-Mon.log` ("DHCP server audit log"); older servers write the first seven. */
const names = [
  'ID',
  'Date',
  'Time',
  'Description',
  'lease_ip',
  'lease_host',
  'mac',
  'UserName',
  'TransactionID',
  'QResult',
  'Probationtime',
  'CorrelationID',
  'Dhcid',
  'VendorClassHex',
  'VendorClassASCII',
  'UserClassHex',
  'UserClassASCII',
  'RelayAgentInformation',
  'DnsRegError',
];
const record = /^\d{2,5},\d\d\/\d\d\/\d\d,\d\d:\d\d:\d\d,/;

/** Whether the text is a record of the audit log of Windows' DHCP server. */
export const isWindowsDhcp = (text: string): boolean => record.test(text);

/** Codes 10 to 18 tell of leases, 50 and above of the server's authorisation. */
const failures = new Set([
  '13',
  '14',
  '15',
  '16',
  '20',
  '22',
  '23',
  '33',
  '52',
  '53',
  '54',
  '56',
  '57',
  '59',
  '60',
  '62',
  '64',
]);

/**
 * Reads a record of the audit log of Windows' DHCP server; dates are always month/day/year.
 * @throws Unparsable with the column when it ends early or its date is none
 */
export function windowsDhcp(event: Event, text: string, zone: string | undefined): void {
  setDataset(event, 'microsoft_dhcp', 'log');
  const values = splitCsv(text, names.length);
  if (values.length < 7) throw new Unparsable(`Windows DHCP: ${values.length} of 7 columns`, text.length);
  values.forEach((value, index) => {
    if (index !== 1 && index !== 2) setPair(event, names[index]!, value.trim());
  });
  event['@timestamp'] = timeOf(text, values[1]!, values[2]!, zone);
  const id = values[0]!;
  event['event.code'] = id;
  setKind(event, 'dhcpLease', !failures.has(id.padStart(2, '0')));
  setUser(event, values[7]?.trim());
  event.message = text;
}

function timeOf(text: string, date: string, time: string, zone: string | undefined): number {
  const [month, day, year] = date.split('/').map(Number) as [number, number, number];
  const at = clock(time, 0);
  if (!isDate(2000 + year, month - 1, day) || at === undefined) {
    throw new Unparsable('Windows DHCP: columns 2 and 3 are no mm/dd/yy,hh:mm:ss', text.indexOf(',') + 1);
  }
  return localToUtc(Date.UTC(2000 + year, month - 1, day) + at.ms, zone);
}
