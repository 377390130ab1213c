import Type, { type Static } from 'typebox';
import { closed, Port } from './parts.js';

const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ ...Type.Union(values.map((value) => Type.Literal(value))) });

const tlsKeys = {
  certificate: Type.String({
    default: '',
    description: 'PEM file: certificate, then those up to the authority',
  }),
  key: Type.String({ default: '', description: 'PEM file: private key without passphrase' }),
  client_certificates: {
    ...oneOf(['none', 'optional', 'required']),
    default: 'none',
    description: 'whether clients show a certificate',
  },
  client_ca: Type.String({ default: '', description: 'PEM file: authorities of the clients' }),
  client_names: Type.Array(Type.String({ minLength: 1 }), {
    default: [],
    description: 'names that client certificates may be for',
  }),
  client_fingerprints: Type.Array(
    Type.String({ pattern: '^[sS][hH][aA]-?(1(:[0-9A-Fa-f]{2}){20}|256(:[0-9A-Fa-f]{2}){32})$' }),
    { default: [], description: 'certificates that need no authority, such as sha-256:AB:...' },
  ),
};
const TlsSchema = Type.Object(tlsKeys, closed);

/** An address to receive on, beside `syslog.host` and `syslog.port`. */
export const ListenSchema = Type.Object(
  {
    transport: oneOf(['udp', 'tcp', 'tls', 'relp', 'relp-tls']),
    host: Type.String({ default: '0.0.0.0', description: ':: takes IPv4 too' }),
    port: Port,
    proxy_protocol_from: Type.Array(Type.String(), {
      default: [],
      description: 'addresses and networks of proxies whose connections begin with a PROXY header',
    }),
    tls: Type.Optional(TlsSchema),
  },
  closed,
);

/** The receivers of syslog. */
export const SyslogSchema = Type.Object(
  {
    host: Type.String({ default: '0.0.0.0' }),
    port: {
      ...Type.Unsafe<number | null>({ type: ['integer', 'null'], minimum: 0, maximum: 65535 }),
      default: 5514,
      description: 'UDP and TCP; 0 takes any free port, null none',
    },
    listen: Type.Array(ListenSchema, { default: [], description: 'further addresses' }),
    max_message_bytes: Type.Integer({ default: 65536, minimum: 480, maximum: 1048576 }),
    max_connections: Type.Integer({ default: 2000, minimum: 1, maximum: 1_000_000 }),
    max_connections_per_address: Type.Integer({ default: 500, minimum: 1, maximum: 1_000_000 }),
    idle_seconds: Type.Integer({ default: 0, minimum: 0, maximum: 604_800 }),
    tls: Type.Object(tlsKeys, { ...closed, default: {} }),
  },
  { ...closed, default: {} },
);

export type SyslogConfig = Static<typeof SyslogSchema>;
export type ListenConfig = Static<typeof ListenSchema>;
export type TlsConfig = Static<typeof TlsSchema>;
