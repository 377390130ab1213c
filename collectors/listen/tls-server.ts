import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Logger } from 'pino';
import { openContext } from './tls-context.js';
import type { TlsOptions } from './tls-options.js';

const handshakeMs = 10_000;

/** The TLS side of a receiver: connections are handed in, and come out with their handshake done. */
export interface TlsAcceptor {
  accept(socket: Socket): void;
  reload(): Promise<void>;
  close(): void;
}

export interface TlsEvents {
  onSecure(socket: TLSSocket): void;
  onFailure(error: Error, socket: TLSSocket): void;
}

/**
 * Opens the TLS side.
 * @throws GrundwachtError FILE_UNREADABLE, CONFIG_INVALID
 */
export async function openTls(
  options: TlsOptions,
  events: TlsEvents,
  logger: Logger,
  now: () => number,
): Promise<TlsAcceptor> {
  const { context, reload, close } = await openContext(options, logger, now, (renewed) =>
    server.setSecureContext(renewed),
  );
  const server: Server = createServer({
    ...context,
    handshakeTimeout: handshakeMs,
    requestCert: options.clientCertificates !== 'none',
    // Judged by clientRefusal, which knows fingerprints and says why.
    rejectUnauthorized: false,
  });
  server.on('secureConnection', (socket) => events.onSecure(socket));
  server.on('tlsClientError', (error, socket) => events.onFailure(error, socket));
  return { accept: (socket) => void server.emit('connection', socket), reload, close };
}
