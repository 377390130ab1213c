import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Ajv } from 'ajv';
import Type, { type Static } from 'typebox';
import { CollectorInputs } from '../contract/collector-inputs.js';
import { invalid, type Override, readConfigFile } from './config-file.js';
import { closed, Port } from './parts.js';

/** The configuration of `grundwacht collect`; flags win over it. */
export const CollectSchema = Type.Object(
  {
    url: Type.String({ default: '', description: 'the server, such as https://grundwacht.example.org' }),
    id: Type.String({
      default: '',
      description: 'id of this collector, as it was registered with the server',
    }),
    tls: Type.Object(
      {
        ca: Type.String({
          default: '',
          description: "PEM file: authorities to trust instead of the system's",
        }),
        pin: Type.String({
          default: '',
          description: 'the one key (sha256//...) or certificate (sha-256:AB:...) of the server to accept',
        }),
        certificate: Type.String({
          default: '',
          description: 'PEM file: what this collector shows to the server in place of a token',
        }),
        key: Type.String({ default: '', description: 'PEM file: its private key, without passphrase' }),
      },
      { ...closed, default: {} },
    ),
    spool: Type.Object(
      {
        path: Type.String({ default: './spool', minLength: 1 }),
        max_mebibytes: Type.Integer({ default: 2048, minimum: 8, maximum: 1_048_576 }),
        udp_when_full: {
          ...Type.Unsafe<'drop-newest' | 'drop-oldest'>({ enum: ['drop-newest', 'drop-oldest'] }),
          default: 'drop-newest',
          description: 'which datagrams are lost when nothing more can be held',
        },
      },
      { ...closed, default: {} },
    ),
    inputs: { ...CollectorInputs, default: {} },
    listen_tls: Type.Object(
      {
        certificate: Type.String({
          default: '',
          description: 'PEM file, for the transports tls and relp-tls',
        }),
        key: Type.String({ default: '' }),
        client_certificates: {
          ...Type.Unsafe<'none' | 'optional' | 'required'>({ enum: ['none', 'optional', 'required'] }),
          default: 'none',
        },
        client_ca: Type.String({ default: '' }),
        client_names: Type.Array(Type.String({ minLength: 1 }), { default: [] }),
        client_fingerprints: Type.Array(Type.String({ minLength: 1 }), { default: [] }),
      },
      { ...closed, default: {} },
    ),
    max_message_bytes: Type.Integer({ default: 65536, minimum: 480, maximum: 1048576 }),
    remote: Type.Object(
      {
        folders: Type.Array(Type.String({ pattern: '^/' }), {
          default: [],
          description: 'folders in which the server may have files followed',
        }),
        ports: Type.Array(Port, {
          default: [],
          description: 'ports on which the server may have syslog received',
        }),
        poll_seconds: Type.Integer({ default: 20, minimum: 1, maximum: 3600 }),
        journal: Type.Boolean({
          default: false,
          description: 'whether the server may have the journal read',
        }),
      },
      { ...closed, default: {}, description: 'what the server may set; empty: nothing, and it is not asked' },
    ),
    log: Type.Object(
      {
        level: {
          ...Type.Unsafe<'debug' | 'info' | 'warn' | 'error'>({ enum: ['debug', 'info', 'warn', 'error'] }),
          default: 'info',
        },
      },
      { ...closed, default: {} },
    ),
  },
  closed,
);
export type CollectConfig = Static<typeof CollectSchema>;

const ajv = new Ajv({ allErrors: true, useDefaults: true, verbose: true, validateSchema: false });
const check = ajv.compile<CollectConfig>(CollectSchema);

/**
 * Reads the configuration of a collector.
 * @param file path of the YAML file; relative paths in it start at its folder. Without it flags alone count
 * @param flags what wins over the file
 * @throws GrundwachtError CONFIG_INVALID with every fault, each with file, line and key, or the flag
 */
export function loadCollectConfig(
  file: string | undefined,
  flags: readonly Override[],
  cwd: string,
): CollectConfig {
  const path = file === undefined ? undefined : resolve(cwd, file);
  if (path !== undefined && !existsSync(path)) throw invalid([`${path}: there is no such file.`]);
  const config = readConfigFile(path ?? resolve(cwd, '(no file)'), flags, check);
  const folder = path === undefined ? cwd : dirname(path);
  const from = flags.some(([key]) => key.join('.') === 'spool.path') ? cwd : folder;
  return { ...config, spool: { ...config.spool, path: resolve(from, config.spool.path) } };
}
