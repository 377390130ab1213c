import type { Event } from '../../contract/event.js';
import { setDataset, setEnd, setKind, setPair, setUser } from '../device/columns.js';
import { splitCsv } from '../device/csv.js';
import { Unparsable } from '../draft.js';
import { isoTime } from '../time.js';

/** Columns of the message tracking log ("Message tracking", Exchange Server 2016 and 2019); 2013 ends earlier. */
const names =
  `date-time client-ip client-hostname server-ip server-hostname source-context connector-id source event-id
  internal-message-id message-id network-message-id recipient-address recipient-status total-bytes recipient-count
  related-recipient-address reference message-subject sender-address return-path message-info directionality tenant-id
  original-client-ip original-server-ip custom-data transport-traffic-type log-id schema-version`.split(
    /\s+/,
  );
const least = names.indexOf('sender-address') + 1;
const sources =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,(?:[^,]{0,512},){6}(?:ADMIN|AGENT|APPROVAL|BOOTLOADER|DNS|DSN|GATEWAY|MAILBOXRULE|MEETINGMESSAGEPROCESSOR|ORAR|PICKUP|POISONMESSAGE|PUBLICFOLDER|QUEUE|REDUNDANCY|RESOLVER|ROUTING|SAFETYNET|SMTP|STOREDRIVER),/;

/** Whether the text is a record of Exchange's message tracking log. */
export const isMessageTracking = (text: string): boolean => sources.test(text);

const failed = new Set(['FAIL', 'DROP', 'BADMAIL', 'POISONMESSAGE', 'SUBMITFAIL', 'DELIVERFAIL']);

/**
 * Reads a record of Exchange's message tracking log; fields keep the log's names.
 * @throws Unparsable with the column when the record ends early or its time is none
 */
export function messageTracking(event: Event, text: string): void {
  setDataset(event, 'exchange', 'messagetracking');
  event.message = text;
  // The head of a file names the columns.
  if (text.startsWith('#')) return;
  const values = splitCsv(text, names.length);
  if (values.length < least) {
    throw new Unparsable(`Exchange message tracking: ${values.length} of ${least} columns`, text.length);
  }
  const time = isoTime(values[0]!, 'UTC');
  if (time === undefined) throw new Unparsable('Exchange message tracking: column 1 is no time', 0);
  event['@timestamp'] = time;
  values.forEach((value, index) => {
    if (index > 0) setPair(event, names[index]!, value);
  });
  const column = (name: string): string => values[names.indexOf(name)] ?? '';
  const what = column('event-id');
  event['event.code'] = what;
  const came = what === 'RECEIVE' || what === 'SUBMIT';
  setKind(
    event,
    failed.has(what) ? 'mailRejected' : came ? 'mailReceived' : 'mailDelivered',
    !failed.has(what),
  );
  setEnd(event, 'source', column('original-client-ip') || column('client-ip'));
  setEnd(event, 'destination', column('server-ip'));
  setUser(event, column('sender-address'));
  // Several recipients are parted by semicolons; rules ask for each.
  const recipients = column('recipient-address').split(';').slice(0, 200);
  if (recipients.length > 1) event.fields['recipient-address'] = recipients;
  const host = column('server-hostname');
  if (host !== '') event['host.name'] = host;
}
