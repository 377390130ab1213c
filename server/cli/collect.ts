import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import type { CollectConfig } from '../config/collect.js';
import type { Override } from '../config/config-file.js';
import { secretOf } from '../config/secret-files.js';
import { GrundwachtError } from '../contract/errors.js';

interface Options {
  url?: string;
  id?: string;
  spool?: string;
  tokenFile?: string;
  certificate?: string;
  key?: string;
  syslogHost: string;
  syslogPort?: number;
  listen: CollectConfig['inputs']['syslog'];
  tail: string[];
  journal?: boolean;
  file: string[];
  json?: boolean;
}

/** `grundwacht collect`: a collector on another machine, with a spool on disk. */
export function register(program: Command): void {
  program
    .command('collect')
    .description(
      'collect on this machine and ship to a Grundwacht server; the token is read from GRUNDWACHT_TOKEN, unless a certificate is shown',
    )
    .option(
      '-u, --url <url>',
      'the server, such as https://grundwacht.example.org (or GRUNDWACHT_URL)',
      process.env['GRUNDWACHT_URL'],
    )
    .option('-i, --id <id>', 'id of this collector, as it was registered with the server')
    .option('--spool <folder>', 'keeps what is not acknowledged (default: ./spool)')
    .option('--token-file <file>', 'read the token from this file instead')
    .option('--certificate <file>', 'show this certificate to the server in place of a token (PEM)')
    .option('--key <file>', 'private key of the certificate (PEM)')
    .option('--syslog-host <address>', 'address to receive syslog on with --syslog-port', '0.0.0.0')
    .option('--syslog-port <port>', 'receive syslog there, UDP and TCP', portNumber)
    .option(
      '--listen <transport:host:port...>',
      'receive syslog there, such as relp:0.0.0.0:2514 or tls:[::]:6514',
      listenAddress,
      [],
    )
    .option('--tail <pattern...>', 'follow these files as they grow and are rotated (*, ?, [a-z], **)', [])
    .option('--journal', "follow this machine's systemd journal")
    .option(
      '--file <path...>',
      'ship these files once: logs, JSON, Event-XML, .evtx, .export of a journal, .gz or .zip of those',
      [],
    )
    .option('--json', 'print the final counters as JSON')
    .action(async (options: Options, command: Command) => {
      const [{ loadCollectConfig }, { collect }] = await Promise.all([
        import('../config/collect.js'),
        import('./collect-run.js'),
      ]);
      const { config: file } = command.optsWithGlobals<{ config?: string }>();
      const config = withInputs(loadCollectConfig(file, overrides(options), process.cwd()), options);
      const fail = (message: string) => command.error(`error: ${message}`, { exitCode: 2 });
      const { certificate, key } = config.tls;
      if ((certificate === '') !== (key === ''))
        fail('--certificate and --key (tls.certificate, tls.key): give both or neither');
      const token = certificate === '' ? tokenOf(options) : undefined;
      if (token === '')
        fail('set GRUNDWACHT_TOKEN to the token of this collector, or give --certificate and --key');
      if (config.url === '') fail("required option '-u, --url <url>' not specified");
      if (config.id === '') fail("required option '-i, --id <id>' not specified");
      const { inputs, remote } = config;
      const follows = inputs.syslog.length + inputs.files.length + inputs.journals.length > 0;
      const asks = remote.folders.length + remote.ports.length > 0 || remote.journal;
      if (!follows && !asks && options.file.length === 0)
        fail('nothing to collect: give --syslog-port, --listen, --tail, --journal or --file');
      const json = options.json === true;
      process.exitCode = await collect(config, token, { files: options.file, json, stays: follows || asks });
    });
}

function overrides({ url, id, spool, certificate, key }: Options): Override[] {
  const flags: [readonly string[], unknown, string][] = [
    [['url'], url, '--url'],
    [['id'], id, '--id'],
    [['spool', 'path'], spool, '--spool'],
    [['tls', 'certificate'], certificate, '--certificate'],
    [['tls', 'key'], key, '--key'],
  ];
  return flags.filter(([, value]) => value !== undefined && value !== '');
}

/** Inputs of flags come beside those of the file. */
function withInputs(config: CollectConfig, options: Options): CollectConfig {
  const { syslogHost: host, syslogPort: port, listen, tail, journal } = options;
  const proxy_protocol_from: string[] = [];
  const both =
    port === undefined
      ? []
      : (['udp', 'tcp'] as const).map((transport) => ({ transport, host, port, proxy_protocol_from }));
  const files = {
    paths: tail,
    exclude: [],
    encoding: 'auto',
    format: 'auto',
    dataset: '',
    from: 'beginning',
  } as const;
  const { inputs } = config;
  return {
    ...config,
    inputs: {
      syslog: [...inputs.syslog, ...both, ...listen],
      files: [...inputs.files, ...(tail.length === 0 ? [] : [{ ...files, exclude: [] }])],
      journals: [
        ...inputs.journals,
        ...(journal ? [{ name: 'system', units: [], from: 'beginning' as const }] : []),
      ],
    },
  };
}

/** @throws GrundwachtError FILE_UNREADABLE */
function tokenOf({ tokenFile }: Options): string {
  if (tokenFile === undefined) return secretOf(process.env, 'GRUNDWACHT_TOKEN') ?? '';
  try {
    return readFileSync(tokenFile, 'utf8').trim();
  } catch (cause) {
    throw new GrundwachtError('FILE_UNREADABLE', `--token-file: ${(cause as Error).message}`, { cause });
  }
}

function listenAddress(
  text: string,
  before: CollectConfig['inputs']['syslog'],
): CollectConfig['inputs']['syslog'] {
  const parts = /^(udp|tcp|tls|relp|relp-tls):(\[[0-9A-Fa-f:.]+\]|[^:[\]]+):(\d{1,5})$/.exec(text);
  if (parts === null)
    throw new InvalidArgumentError('expected transport:host:port with udp, tcp, tls, relp or relp-tls');
  const [, transport, host, port] = parts as unknown as [string, 'udp', string, string];
  const address = { transport, host: host.replace(/^\[|\]$/g, ''), port: portNumber(port) };
  return [...before, { ...address, proxy_protocol_from: [] }];
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535)
    throw new InvalidArgumentError('expected a number from 0 to 65535');
  return port;
}
