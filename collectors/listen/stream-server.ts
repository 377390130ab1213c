import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Logger } from 'pino';
import type { ReceiverCounters } from '../counters.js';
import { listenError } from '../syslog/listen-error.js';
import {
  type ListenAddress,
  peerAddress,
  type Receiver,
  type ReceiverTransport,
} from '../syslog/receiver.js';
import { clientRefusal } from './client-certificate.js';
import { readProxyHeader } from './read-proxy-header.js';
import type { TlsOptions } from './tls-options.js';
import { openTls, type TlsAcceptor, type TlsEvents } from './tls-server.js';
import { type TrustedAddresses, trustedAddresses } from './trusted-addresses.js';

export interface StreamOptions extends ListenAddress {
  transport: Exclude<ReceiverTransport, 'udp'>;
  /** Connections beyond this are refused and counted. */
  maxConnections: number;
  /** The same for the connections of one address. */
  maxConnectionsPerAddress: number;
  /** A connection on which nothing comes for this long is closed; 0: never. Milliseconds. */
  idleMs: number;
  /** Addresses and networks of proxies: their connections begin with a PROXY header, those of others do not. */
  proxyFrom: readonly string[];
  /** With it the connections are TLS. */
  tls?: TlsOptions;
}

/** A connection in service. */
export interface StreamSession {
  /** Says goodbye, as the protocol does, and ends the connection. */
  end(): void;
}

/** Serves a connection: has to listen for `data` before it returns. `source` is the address of the sender. */
export type ServeStream = (socket: Socket, source: string) => StreamSession;

const proxyHeaderMs = 5000;

/**
 * Listens for connections of a stream protocol and hands each over when it is known whose it is: after the PROXY
 * header, the TLS handshake and the check of the client's certificate.
 * @param lingerMs how long connections may go on at a stop until they are cut, milliseconds
 * @throws GrundwachtError PORT_IN_USE, CONFIG_INVALID, FILE_UNREADABLE
 */
export async function listenStream(
  options: StreamOptions,
  serve: ServeStream,
  lingerMs: number,
  counters: ReceiverCounters,
  logger: Logger,
  now: () => number,
): Promise<Receiver> {
  const server = new StreamServer(options, serve, counters, logger);
  await server.listen(now);
  return {
    transport: options.transport,
    host: options.host,
    port: server.port,
    reload: () => server.reload(),
    measure: () => Promise.resolve(),
    stop: () => server.stop(lingerMs),
  };
}

/** A connection from its acceptance to its end. */
interface Connection {
  /** As accepted: below TLS. */
  raw: Socket;
  /** Address of the sender. */
  source: string;
  /** Already counted as failed, refused or the like. */
  judged: boolean;
  session?: StreamSession;
  /** Resolves after the session has handed over what it had begun. */
  closed?: Promise<unknown>;
}

class StreamServer {
  readonly #options: StreamOptions;
  readonly #serve: ServeStream;
  readonly #counters: ReceiverCounters;
  readonly #logger: Logger;
  readonly #proxies: TrustedAddresses;
  readonly #server = createServer({ keepAlive: true, keepAliveInitialDelay: 60_000, pauseOnConnect: true });
  /** By the peer's address and port, which a connection's TLS socket has in common with the one below. */
  readonly #connections = new Map<string, Connection>();
  readonly #perAddress = new Map<string, number>();
  #tls: TlsAcceptor | undefined;
  #stopping = false;

  constructor(options: StreamOptions, serve: ServeStream, counters: ReceiverCounters, logger: Logger) {
    this.#options = options;
    this.#serve = serve;
    this.#counters = counters;
    this.#logger = logger.child({ transport: options.transport });
    this.#proxies = trustedAddresses(options.proxyFrom);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async listen(now: () => number): Promise<void> {
    const { tls, port, host, transport, maxConnections } = this.#options;
    if (tls !== undefined) this.#tls = await openTls(tls, this.#tlsEvents(), this.#logger, now);
    this.#server.maxConnections = maxConnections;
    this.#server.on('drop', () => {
      this.#counters.connections.refused++;
    });
    this.#server.on('connection', (socket) => this.#accept(socket));
    try {
      this.#server.listen(port, host);
      await once(this.#server, 'listening');
    } catch (error) {
      this.#tls?.close();
      throw listenError(error, transport, this.#options);
    }
    this.#server.on('error', (error) => this.#logger.error({ err: error }, 'syslog-receiver-failed'));
  }

  async reload(): Promise<void> {
    await this.#tls?.reload();
  }

  async stop(lingerMs: number): Promise<void> {
    this.#stopping = true;
    this.#tls?.close();
    const closed = once(this.#server, 'close');
    this.#server.close();
    const sessions = [...this.#connections.values()].map((connection) => connection.closed);
    const timer = setTimeout(() => {
      for (const { raw } of this.#connections.values()) raw.destroy();
    }, lingerMs);
    for (const { raw, session } of this.#connections.values()) {
      if (session === undefined) raw.destroy();
      else session.end();
    }
    // A socket's own close can come after the server's.
    await Promise.all([closed, ...sessions]);
    clearTimeout(timer);
  }

  #accept(raw: Socket): void {
    const peer = peerAddress(raw.remoteAddress);
    const key = keyOf(raw);
    const connection: Connection = { raw, source: peer, judged: false };
    this.#connections.set(key, connection);
    raw.once('close', () => this.#connections.delete(key));
    raw.on('error', (error) => this.#failed(connection, error));
    if (!this.#proxies.has(peer)) {
      this.#admit(connection);
      return;
    }
    readProxyHeader(raw, proxyHeaderMs).then(
      (source) => {
        connection.source = source ?? peer;
        this.#admit(connection);
      },
      (error: Error) => {
        this.#failed(connection, error);
        raw.destroy();
      },
    );
  }

  #admit(connection: Connection): void {
    const { raw, source } = connection;
    if (raw.destroyed) return;
    const others = this.#perAddress.get(source) ?? 0;
    if (others >= this.#options.maxConnectionsPerAddress) {
      this.#counters.connections.refused++;
      raw.destroy();
      return;
    }
    this.#counters.connections.opened++;
    this.#perAddress.set(source, others + 1);
    raw.once('close', () => this.#leave(source));
    if (this.#tls === undefined) this.#start(connection, raw);
    else this.#tls.accept(raw);
  }

  #leave(source: string): void {
    const left = this.#perAddress.get(source)! - 1;
    if (left === 0) this.#perAddress.delete(source);
    else this.#perAddress.set(source, left);
  }

  #tlsEvents(): TlsEvents {
    return {
      onSecure: (socket) => {
        const connection = this.#connections.get(keyOf(socket));
        if (connection === undefined) {
          socket.destroy();
          return;
        }
        socket.on('error', (error) => this.#failed(connection, error));
        const refusal = clientRefusal(this.#options.tls!, socket);
        if (refusal === undefined) this.#start(connection, socket);
        else this.#refuse(connection, socket, refusal);
      },
      onFailure: (error, socket) => {
        this.#failed(this.#connections.get(keyOf(socket)), error);
        socket.destroy();
      },
    };
  }

  #refuse(connection: Connection, socket: Socket, reason: string): void {
    connection.judged = true;
    this.#counters.connections.unauthorised++;
    this.#logger.warn({ source: connection.source, reason }, 'syslog-client-refused');
    socket.destroy();
  }

  #start(connection: Connection, socket: Socket): void {
    if (this.#stopping) {
      socket.destroy();
      return;
    }
    const session = this.#serve(socket, connection.source);
    connection.session = session;
    connection.closed = new Promise((resolve) => socket.once('close', resolve));
    const { idleMs } = this.#options;
    if (idleMs > 0) {
      socket.setTimeout(idleMs, () => {
        // Paused by us: the sender waits for the sink, it is not idle.
        if (socket.isPaused()) return;
        connection.judged = true;
        this.#counters.connections.idle++;
        session.end();
      });
    }
    socket.resume();
  }

  /** A connection can fail at two layers; it is counted once. */
  #failed(connection: Connection | undefined, error: Error): void {
    if (connection?.judged) return;
    if (connection !== undefined) connection.judged = true;
    this.#counters.connections.failed++;
    this.#logger.info({ err: error, source: connection?.source }, 'syslog-connection-failed');
  }
}

const keyOf = (socket: Socket): string => `${socket.remoteAddress} ${socket.remotePort}`;
