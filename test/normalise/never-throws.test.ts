import fc from 'fast-check';
import t from 'tap';
import { type Format, formats, type Transport, transports } from '../../server/contract/envelope.js';
import type { Event, FieldValue } from '../../server/contract/event.js';
import { numberColumns, textColumns } from '../../server/contract/event.js';
import { earliestTime, latestTime } from '../../server/contract/event-times.js';
import { normalise } from '../../server/normalise/normalise.js';

const pieces = [
  '<13>',
  '1 ',
  '2026-11-21T21:00:00Z ',
  'Nov 21 21:00:00 ',
  'host ',
  'sshd[1]: ',
  'sudo: ',
  'su: ',
  'CRON[1]: ',
  'kernel: ',
  'audit: ',
  'Failed password for ',
  'invalid user ',
  ' from ',
  '192.0.2.1',
  ' port 22',
  'message repeated 2 times: [ ',
  'pam_unix(',
  'sshd:auth): ',
  'authentication failure; ',
  'user=',
  'type=X msg=audit(1.234:5): ',
  '[id a="b"]',
  '%ASA-6-1: ',
  '"',
  "'",
  '\\',
  ']',
  ' : ',
  ' ; ',
  'COMMAND=',
  '<Event>',
  '<System>',
  '<EventID>1</EventID>',
  '</System>',
  '</Event>',
  '<Data Name="a">',
  '</Data>',
  '<EventData>',
  '</EventData>',
  '&#1;',
  '{"Event":{"System":',
  '{"EventID":1,',
  '"Channel":"x"',
  '{"winlog":',
  '}',
  '{',
  ':',
  ',',
  'null',
  '[10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200',
  '[Sun Dec 04 04:47:44 2005] ',
  '[error] ',
  'CEF:0|a|b|c|d|e|9|',
  'LEEF:2.0|a|b|c|d|^|',
  'date=2026-11-21 time=08:14:05 devid="x" ',
  'device="SFW" log_type="Event" ',
  '1,2026/11/21 08:14:05,1,THREAT,virus,',
  '1,2026/11/21 08:14:05,1,SYSTEM,auth,0,2026/11/21 08:14:05,,auth-fail,',
  '%ASA-4-106023: Deny tcp src ',
  '%SYS-5-CONFIG_I: ',
  'filterlog: ',
  '5,,,1,em0,match,block,in,4,',
  'PACKET_ALERT: Dst: 192.0.2.1:80 {}, Src: ',
  '[action:"Drop"; ',
  '[categoryId=0 instanceId=1 ',
  '="<a b="c" />"',
  '1795245245.129 5 10.1.2.3 TCP_MISS/200 1 GET ',
  '|',
  '^',
  '=',
  ',',
  ' src=',
  '2026/11/21 21:00:00 ',
  '\0',
  '\n',
  '\ufeff',
  'ä',
  '\ud800',
];
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 5 })), { maxLength: 20 })
    .map((parts) => Uint8Array.from(Buffer.from(parts.join('')))),
  fc.json({ maxDepth: 5 }).map((text) => Uint8Array.from(Buffer.from(text))),
  fc
    .record({
      Event: fc.record({
        System: fc.dictionary(
          fc.constantFrom('EventID', 'Channel', 'Provider', 'TimeCreated', 'Keywords', 'Level', 'Execution'),
          fc.jsonValue(),
        ),
        EventData: fc.jsonValue(),
        UserData: fc.jsonValue(),
      }),
    })
    .map((document) => Uint8Array.from(Buffer.from(JSON.stringify(document)))),
  fc
    .record({
      Operation: fc.constantFrom('New-InboxRule', 'x.'),
      Workload: fc.constant('Exchange'),
      RecordType: fc.jsonValue(),
      CreationTime: fc.oneof(fc.constant('2026-11-21T07:14:05'), fc.jsonValue()),
      Parameters: fc.oneof(
        fc.jsonValue(),
        fc.array(fc.record({ Name: fc.jsonValue(), Value: fc.jsonValue(), NewValue: fc.jsonValue() })),
      ),
      ClientIP: fc.jsonValue(),
      UserId: fc.jsonValue(),
    })
    .map((document) => Uint8Array.from(Buffer.from(JSON.stringify(document)))),
  fc
    .dictionary(
      fc.constantFrom(
        'time',
        'TimeGenerated',
        'Type',
        'category',
        'operationName',
        'resourceId',
        'properties',
        'createdDateTime',
        'appDisplayName',
        'status',
        'activityDisplayName',
        'activityDateTime',
        'targetResources',
        'initiatedBy',
        'riskEventType',
        'alertType',
      ),
      fc.oneof(
        fc.jsonValue(),
        fc.constantFrom('SignInLogs', 'AuditLogs', 'Administrative', 'UserRiskEvents'),
      ),
    )
    .map((document) => Uint8Array.from(Buffer.from(JSON.stringify(document)))),
  fc
    .dictionary(
      fc.constantFrom(
        'EventID',
        'Channel',
        'winlog',
        'Keywords',
        'SeverityValue',
        'EventTime',
        '@timestamp',
        'Data',
        'message',
        'Level',
        'IpAddress',
        'ProcessId',
      ),
      fc.jsonValue(),
    )
    .map((document) => Uint8Array.from(Buffer.from(JSON.stringify(document)))),
);
const envelopes = fc.record({
  source: fc.constantFrom('192.0.2.9', '/var/log/x', ''),
  transport: fc.constantFrom(...(Object.keys(transports) as Transport[])),
  format: fc.constantFrom(...(Object.keys(formats) as Format[])),
  dataset: fc.constantFrom(
    '',
    'apache.access',
    'apache.error',
    'nginx.access',
    'nginx.error',
    'linux.auditd',
    'unknown',
  ),
  received: fc.integer({ min: 0, max: 4e12 }),
  truncated: fc.boolean(),
  raw: bytes,
});

const isFieldValue = (value: unknown): value is FieldValue =>
  value === null ||
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every(isFieldValue));

/** What is wrong with an event; one assertion a record would be slower than normalisation itself. */
function faults(event: Event, raw: Buffer): string[] {
  const found: string[] = [];
  const expect = (holds: boolean, what: string): void => {
    if (!holds) found.push(what);
  };
  expect(raw.equals(event['event.original']), 'original differs');
  expect(event['event.kind'] === 'event' || (event['error.message'] ?? '') !== '', 'no reason');
  expect(event['@timestamp'] >= earliestTime && event['@timestamp'] <= latestTime, 'time');
  for (const name of textColumns) expect(['string', 'undefined'].includes(typeof event[name]), name);
  for (const name of numberColumns) {
    expect(event[name] === undefined || Number.isSafeInteger(event[name]), name);
  }
  expect(Object.values(event.fields).every(isFieldValue), 'fields');
  expect(
    !JSON.stringify({ ...event, 'event.original': '' }).includes('\\u0000'),
    'NUL, which databases refuse',
  );
  return found;
}

t.test('any bytes in any format give an event of the right types, with the bytes kept', async (t) => {
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns');
  let runs = 0;
  fc.assert(
    fc.property(envelopes, zones, (envelope, zone) => {
      const raw = Buffer.from(envelope.raw);
      const found = faults(normalise(envelope, { tenant: 't', collector: 'c', id: 'i', zone }), raw);
      if (found.length > 0) throw new Error(found.join(', '));
      runs++;
    }),
    { numRuns: 5000 },
  );
  t.equal(runs, 5000);
});
