/** Address a receiver listens on. Port 0 lets the system choose. */
export interface ListenAddress {
  host: string;
  port: number;
}

/** A running receiver. */
export interface Receiver {
  transport: 'udp' | 'tcp';
  host: string;
  /** The port in use, also when 0 was asked for. */
  port: number;
  /** Stops receiving; resolves when everything received was handed to the sink. */
  stop(): Promise<void>;
}

/** @returns the peer's address; IPv4 also where the socket is an IPv6 one */
export function peerAddress(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
