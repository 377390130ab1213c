import Type, { type Static } from 'typebox';
import { zone } from '../contract/german-day.js';
import { AccessibilitySchema } from './accessibility.js';
import { IdentitySchema } from './identity.js';
import { BackupSchema, MetricsSchema } from './operations.js';
import { closed, Port } from './parts.js';
import { ShippersSchema } from './shippers.js';
import { SyslogSchema } from './syslog.js';

/** The configuration; every key has a default, so an empty file is a complete one. */
export const ConfigSchema = Type.Object(
  {
    data: Type.String({ default: './var', minLength: 1, description: 'folder of everything that is stored' }),
    zone: Type.String({
      default: zone,
      description: 'time zone (IANA name) of sources whose records carry none, such as RFC 3164 syslog',
    }),
    http: Type.Object(
      {
        host: Type.String({
          default: '127.0.0.1',
          description: 'address to listen on; 0.0.0.0 for collectors on other machines, behind TLS',
        }),
        port: { ...Port, default: 8080 },
        trust_proxy: Type.Boolean({ default: false, description: 'a reverse proxy sets X-Forwarded-*' }),
        origin: Type.String({
          default: '',
          pattern: '^(https?://[a-z0-9.-]+(:[0-9]{1,5})?)?$',
          description:
            'where people open the dashboard, such as https://grundwacht.example.de, which passkeys are bound to; empty: the host that a request names',
        }),
        requests: Type.Object(
          {
            address: Type.Integer({
              default: 6000,
              minimum: 60,
              description: 'API requests a minute of one address; behind a proxy set trust_proxy',
            }),
            session: Type.Integer({
              default: 3000,
              minimum: 60,
              description: 'API requests a minute of one session',
            }),
          },
          { ...closed, default: {} },
        ),
        client_certificate_header: Type.String({
          default: '',
          pattern: '^([A-Za-z0-9][A-Za-z0-9-]{0,63})?$',
          description:
            'header in which the trusted proxy passes on the client certificate that it has verified',
        }),
        tls: Type.Object(
          {
            certificate: Type.String({
              default: '',
              description: 'PEM file; with it and the key the program itself speaks HTTPS',
            }),
            key: Type.String({ default: '', description: 'PEM file: private key without passphrase' }),
            client_ca: Type.String({
              default: '',
              description: 'PEM file: authorities whose client certificates collectors may show; empty: none',
            }),
          },
          { ...closed, default: {} },
        ),
      },
      { ...closed, default: {} },
    ),
    identity: IdentitySchema,
    secrets: Type.Object(
      {
        key: Type.String({
          default: '',
          description:
            'file: key that seals stored secrets (second factors, passwords of mail servers); empty: <data>/secrets.key',
        }),
      },
      { ...closed, default: {} },
    ),
    syslog: SyslogSchema,
    shippers: ShippersSchema,
    database: Type.Object(
      {
        url: Type.String({
          default: '',
          description: 'PostgreSQL 15 or newer; empty: an embedded one in <data>/postgres',
        }),
        app_url: Type.String({
          default: '',
          description:
            'the same database with the role grundwacht_app, for the API; empty: it takes on that role',
        }),
      },
      { ...closed, default: {} },
    ),
    rules: Type.Object(
      {
        paths: Type.Array(Type.String(), {
          default: [],
          description: 'further rule files, folders or zips beside the shipped and the installed ones',
        }),
        disabled: Type.Array(Type.String(), { default: [], description: 'ids of rules that do not run' }),
      },
      { ...closed, default: {} },
    ),
    detection: Type.Object(
      {
        workers: Type.Integer({
          default: 0,
          minimum: 0,
          maximum: 64,
          description: 'threads that examine events; 0: half as many as there are cores, 1 to 4',
        }),
      },
      { ...closed, default: {} },
    ),
    alerts: Type.Object(
      {
        window_minutes: Type.Integer({
          default: 60,
          minimum: 1,
          maximum: 10080,
          description: 'the same rule on the same entity within this time is one alert with a count',
        }),
      },
      { ...closed, default: {} },
    ),
    evidence: Type.Object(
      {
        key: Type.String({
          default: '',
          description:
            'PEM file: Ed25519 key that signs tree heads and packages; empty: <data>/evidence-key.pem',
        }),
        max_file_mb: Type.Integer({
          default: 100,
          minimum: 1,
          maximum: 2000,
          description: 'size of a file of evidence at most',
        }),
        timestamps: Type.String({
          default: '',
          description: 'URL of a time-stamping service (RFC 3161) for tree heads; empty: none',
        }),
      },
      { ...closed, default: {} },
    ),
    outgoing: Type.Object(
      {
        allowed: Type.Array(Type.String({ minLength: 1 }), {
          default: [],
          description:
            'host names, addresses and networks (CIDR) inside the organisation that the program may connect to for messages and look-ups: mail server, chat, log server',
        }),
      },
      { ...closed, default: {} },
    ),
    accessibility: AccessibilitySchema,
    backup: BackupSchema,
    metrics: MetricsSchema,
    log: Type.Object(
      {
        level: Type.Union(
          ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'].map((level) => Type.Literal(level)),
          { default: 'info' },
        ),
      },
      { ...closed, default: {} },
    ),
  },
  closed,
);
export type Config = Static<typeof ConfigSchema>;
