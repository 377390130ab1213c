/** How a receiver receives; `relp-tls` is RELP inside TLS. */
export type ReceiverTransport = 'udp' | 'tcp' | 'tls' | 'relp' | 'relp-tls';

/** Address a receiver listens on. Port 0 lets the system choose. */
export interface ListenAddress {
  host: string;
  port: number;
}

/** A running receiver. */
export interface Receiver {
  transport: ReceiverTransport;
  host: string;
  /** The port in use, also when 0 was asked for. */
  port: number;
  /** Reads certificates again; what is wrong with them is logged, and the old ones stay in use. */
  reload(): Promise<void>;
  /** Reads counters that others keep (the kernel's). */
  measure(): Promise<void>;
  /** Stops receiving; resolves when everything received was handed to the sink. */
  stop(): Promise<void>;
}

/** @returns the peer's address; IPv4 also where the socket is an IPv6 one */
export function peerAddress(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

/** @returns `host:port`, with brackets around an IPv6 address */
export function placeOf({ host, port }: ListenAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
