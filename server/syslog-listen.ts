import type { Listen, ReceiveLimits } from '../collectors/listen/listen.js';
import type { TlsOptions } from '../collectors/listen/tls-options.js';
import type { ListenConfig, SyslogConfig, TlsConfig } from './config/syslog.js';
import { GrundwachtError } from './contract/errors.js';

/**
 * @param config the configuration's `syslog`
 * @returns every address to receive on; UDP and TCP of `syslog.port` come first
 * @throws GrundwachtError CONFIG_INVALID naming the key
 */
export function listenOf(config: SyslogConfig): Listen[] {
  const { host, port } = config;
  const main: Listen[] =
    port === null
      ? []
      : [
          { transport: 'udp', host, port },
          { transport: 'tcp', host, port },
        ];
  return [...main, ...config.listen.map((entry, index) => furtherAddress(entry, index, config))];
}

/** @param config the configuration's `syslog` */
export function limitsOf(config: SyslogConfig): ReceiveLimits {
  return {
    maxMessageBytes: config.max_message_bytes,
    maxConnections: config.max_connections,
    maxConnectionsPerAddress: config.max_connections_per_address,
    idleMs: config.idle_seconds * 1000,
  };
}

function furtherAddress(entry: ListenConfig, index: number, config: SyslogConfig): Listen {
  const { transport, host, port, proxy_protocol_from: proxyFrom } = entry;
  const key = `syslog.listen.${index}`;
  const encrypted = transport === 'tls' || transport === 'relp-tls';
  if (entry.tls !== undefined && !encrypted)
    throw invalid(`"${key}.tls" has no effect on the transport ${transport}; take tls or relp-tls.`);
  if (transport === 'udp' && proxyFrom.length > 0)
    throw invalid(`"${key}.proxy_protocol_from" is for connections, not for UDP.`);
  if (!encrypted) return { transport, host, port, proxyFrom };
  const tls = entry.tls ?? config.tls;
  const place = entry.tls === undefined ? 'syslog.tls' : `${key}.tls`;
  for (const name of ['certificate', 'key'] as const) {
    if (tls[name] === '')
      throw invalid(`"${key}" has the transport ${transport}: name a PEM file in "${place}.${name}".`);
  }
  return { transport, host, port, proxyFrom, tls: tlsOf(tls) };
}

function tlsOf(tls: TlsConfig): TlsOptions {
  return {
    certificate: tls.certificate,
    key: tls.key,
    clientCertificates: tls.client_certificates,
    ...(tls.client_ca === '' ? {} : { clientCa: tls.client_ca }),
    clientNames: tls.client_names,
    clientFingerprints: tls.client_fingerprints,
  };
}

const invalid = (detail: string) => new GrundwachtError('CONFIG_INVALID', detail);
