import Type, { type Static } from 'typebox';
import { type NumberColumn, numberColumns, type TextColumn, textColumns } from './event-columns.js';

export { type NumberColumn, numberColumns, type TextColumn, textColumns } from './event-columns.js';
export { fromDocument, toDocument } from './event-document.js';

/** A value of a record's own field. Nested objects are flattened to dotted names before they get here. */
export type FieldValue = string | number | boolean | null | FieldValue[];

/**
 * The normalised event: ECS names for the hot columns, everything else under its original name in `fields`
 * (Sigma rules use the original names: `Image`, `CommandLine`, `TargetUserName`).
 *
 * `event.module` and `event.dataset` are the taxonomy that log sources are routed by:
 * - `windows`: dataset `windows.<channel slug>` (`windows.security`, `windows.sysmon`, `windows.system`, ...);
 *   rules are routed by `winlog.channel` and `event.code`.
 * - `linux`: `linux.sshd`, `linux.sudo`, `linux.su`, `linux.cron`, `linux.kernel`, `linux.auditd`,
 *   `linux.systemd`, otherwise `linux.syslog`; the facility is in `log.syslog.facility.code`
 *   (4 auth, 9 cron, 10 authpriv).
 * - `apache`: `apache.access`, `apache.error`; `nginx` likewise (ECS `http.*`/`url.*` values are in `fields`,
 *   with Sigma's web names: `cs-method`, `cs-uri-stem`, `cs-uri-query`, `sc-status`, `c-ip`, `cs-user-agent`,
 *   `cs-referer`, `cs-username`).
 * - firewalls: `fortigate`, `sophos`, `paloalto`, `cisco`, `checkpoint`, `opnsense`, `lancom`, `cef`, `leef`; `event.action`
 *   and `event.outcome` have the same words for all makes (server/normalise/device/columns.ts).
 * - `veeam.backup`, `squid.access`; `m365.audit`; `azure`: `azure.signinlogs`, `azure.auditlogs`,
 *   `azure.riskdetection`, `azure.pim`, `azure.activitylogs`.
 * - services: `postfix`, `dovecot`, `samba`, `bind`, `dnsmasq`, `unbound`, `dhcpd`, `kea`, `openvpn`, `strongswan`, `wireguard`,
 *   `fail2ban`, `sshguard`, `freeradius`, `haproxy`, `postgresql`, `mariadb`, `keycloak`, `vmware`, `synology`, `qnap`,
 *   `exchange`, `iis`, `microsoft_dhcp`, `microsoft_dns`; datasets in docs/collectors.md, words as firewalls have them.
 * - JSON told by what it holds: `kubernetes.audit`, `aws.cloudtrail`, `gcp.audit`, `okta.okta`, `github.audit`,
 *   `bitbucket.audit`, `onelogin.onelogin.events`, `opencanary.log`, `zeek.<log>`.
 * - `otlp.log`: log records of OpenTelemetry that are nothing named here; `json.generic`: other JSON objects.
 * - `syslog`: `syslog.generic` where nothing more is known; `unparsed`: `unparsed.<format>`.
 */
export interface Event {
  /** UUIDv7-shaped, derived from receipt time and journal position: the same record always gets the same id. */
  id: string;
  tenant: string;
  /** Event time, milliseconds since the epoch. */
  '@timestamp': number;
  /** Receipt time at the collector, milliseconds since the epoch. */
  'event.ingested': number;
  'event.kind': 'event' | 'pipeline_error';
  'event.module': string;
  'event.dataset': string;
  'event.code'?: string;
  'event.category'?: string;
  'event.action'?: string;
  'event.outcome'?: 'success' | 'failure' | 'unknown';
  /** Syslog severity, 0 (emergency) to 7 (debug); Windows levels are mapped to it. */
  'event.severity'?: number;
  'host.name'?: string;
  'source.ip'?: string;
  'source.port'?: number;
  'destination.ip'?: string;
  'destination.port'?: number;
  'user.name'?: string;
  'user.domain'?: string;
  'process.name'?: string;
  'process.pid'?: number;
  'process.executable'?: string;
  'process.command_line'?: string;
  message?: string;
  'log.syslog.facility.code'?: number;
  'log.syslog.appname'?: string;
  'log.syslog.procid'?: string;
  'log.syslog.msgid'?: string;
  'winlog.channel'?: string;
  'winlog.provider_name'?: string;
  'winlog.record_id'?: string;
  /** Id of the collector that shipped the record. */
  'observer.id': string;
  /** Where the collector got it from: peer address or file. */
  'log.source': string;
  /** Why the record could not be read, or not wholly, with the column; always there when `event.kind` is `pipeline_error`. */
  'error.message'?: string;
  fields: Record<string, FieldValue>;
  /** The record as it arrived, byte for byte. */
  'event.original': Uint8Array;
}

/** The event as the API gives it out: times in RFC 3339, the original as text (or base64 when it is not UTF-8). */
export const EventDocument = Type.Object(
  {
    id: Type.String(),
    tenant: Type.String(),
    '@timestamp': Type.String({ format: 'date-time' }),
    'event.ingested': Type.String({ format: 'date-time' }),
    'event.kind': Type.String(),
    'event.module': Type.String(),
    'event.dataset': Type.String(),
    ...Object.fromEntries(
      textColumns
        .filter((name) => !['event.kind', 'event.module', 'event.dataset'].includes(name))
        .map((name) => [name, Type.Optional(Type.String())]),
    ),
    ...Object.fromEntries(numberColumns.map((name) => [name, Type.Optional(Type.Number())])),
    fields: Type.Record(Type.String(), Type.Unknown()),
    'event.original': Type.String(),
    'event.original_encoding': Type.Optional(Type.Literal('base64')),
  },
  { $id: 'Event' },
);
export type EventDocument = Partial<Record<TextColumn, string>> &
  Partial<Record<NumberColumn, number>> & {
    id: string;
    tenant: string;
    '@timestamp': string;
    'event.ingested': string;
    fields: Record<string, FieldValue>;
    'event.original': string;
    'event.original_encoding'?: 'base64';
  };

export const EventQuery = Type.Object({
  from: Type.Optional(Type.String({ format: 'date-time', description: 'inclusive, event time' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'exclusive, event time' })),
  q: Type.Optional(
    Type.String({
      maxLength: 4000,
      description:
        'query of the search language (docs/search.md): words, "phrases", field:value, ranges, networks, and/or/not',
    }),
  ),
  filter: Type.Optional(
    Type.Array(Type.String({ maxLength: 1000 }), {
      maxItems: 20,
      description:
        '`field:value`, exact; `field:va*ue` with wildcards; `-field:value` excludes; unknown fields are looked up in `fields`',
    }),
  ),
  tenant: Type.Optional(Type.String({ maxLength: 63 })),
});
export type EventQuery = Static<typeof EventQuery>;

/** Says that the time for a search was over before it had looked at everything. */
export const PartialSearch = Type.Object({
  searched_from: Type.String({
    format: 'date-time',
    description: 'only events after this time have been looked at; what there is before is not known',
  }),
});

/** A name in the query that is no column but much like one: said when nothing is found. */
export const DidYouMean = Type.Object({
  field: Type.String(),
  suggestion: Type.String(),
  offset: Type.Integer({ description: 'of the term in the query' }),
});

/** Nothing was found, and the search asks for names of persons where events hold pseudonyms. */
export const PseudonymHint = Type.Object({
  fields: Type.Array(Type.String(), { description: 'fields of persons that are asked for clear values' }),
  text: Type.Boolean({ description: 'free text is looked for, which may be a name' }),
});

export const EventPage = Type.Object({
  items: Type.Array(EventDocument),
  next: Type.Union([Type.String(), Type.Null()]),
  partial: Type.Optional(PartialSearch),
  did_you_mean: Type.Optional(Type.Array(DidYouMean)),
  pseudonyms: Type.Optional(PseudonymHint),
});
export interface EventPage {
  items: EventDocument[];
  next: string | null;
  partial?: Static<typeof PartialSearch>;
  did_you_mean?: Static<typeof DidYouMean>[];
  pseudonyms?: Static<typeof PseudonymHint>;
}

export const Histogram = Type.Object({
  interval_ms: Type.Integer({
    description:
      'width of a bucket by the German clock; one in which the clock is changed lasts an hour less or more',
  }),
  total: Type.Integer(),
  series: Type.Optional(
    Type.Array(Type.String(), { description: 'the most frequent values of the field that was asked for' }),
  ),
  buckets: Type.Array(
    Type.Object({
      start: Type.String({ format: 'date-time' }),
      end: Type.String({ format: 'date-time', description: 'not in the bucket any more' }),
      count: Type.Integer(),
      by: Type.Optional(
        Type.Array(Type.Integer(), {
          description: 'one count for each of `series`, then that of the others',
        }),
      ),
    }),
  ),
  partial: Type.Optional(PartialSearch),
});
export type Histogram = Static<typeof Histogram>;
