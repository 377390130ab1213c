import Type, { type Static } from 'typebox';
import { closed, Port } from './parts.js';
import { ShippersSchema } from './shippers.js';
import { SyslogSchema } from './syslog.js';

/** The configuration; every key has a default, so an empty file is a complete one. */
export const ConfigSchema = Type.Object(
  {
    data: Type.String({ default: './var', minLength: 1, description: 'folder of everything that is stored' }),
    zone: Type.String({
      default: 'Europe/Berlin',
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
        tls: Type.Object(
          {
            certificate: Type.String({
              default: '',
              description: 'PEM file; with it and the key the program itself speaks HTTPS',
            }),
            key: Type.String({ default: '', description: 'PEM file: private key without passphrase' }),
          },
          { ...closed, default: {} },
        ),
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
