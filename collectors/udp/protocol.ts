import type { ListenAddress } from '../syslog/receiver.js';
import type { Datagrams } from './datagrams.js';

/** What the thread of a UDP socket is started with. */
export interface SocketSetup extends ListenAddress {
  /** Bytes of a record beyond this are cut off. */
  maxMessageBytes: number;
  /** Receive buffer that the kernel is asked for, bytes. */
  receiveBufferBytes: number;
}

/** To the thread: so much was taken over; give out what you hold and say so; stop. */
export type ToSocket =
  | { type: 'taken'; bytes: number; records: number }
  | { type: 'flush' }
  | { type: 'stop' };

/** Where the socket is bound, and the receive buffer it was given (bytes), or why it asked for one in vain. */
export interface Bound {
  address: string;
  port: number;
  family: string;
  granted: number;
  bufferError?: Error;
}

/** From the thread; `flushed` comes behind everything that was received before the question. */
export type FromSocket =
  | { type: 'bound'; bound: Bound }
  | { type: 'refused'; message: string; code: string | undefined }
  | { type: 'failed'; error: Error }
  | { type: 'datagrams'; datagrams: Datagrams }
  | { type: 'flushed' };
