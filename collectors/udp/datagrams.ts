import { otherSources } from '../counters.js';

/** Datagrams of one or more senders, as plain data that moves between threads without a copy of the records. */
export interface Datagrams {
  /** Addresses of the senders. */
  addresses: string[];
  /** The records back to back. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Per record: where it ends in `bytes`. */
  ends: Uint32Array<ArrayBuffer>;
  /** Per record: index of its sender in `addresses`. */
  senders: Uint16Array<ArrayBuffer>;
  /** Per record: receipt time, milliseconds since the epoch. */
  times: Float64Array<ArrayBuffer>;
  /** Per record: 1 when its end was cut off. */
  truncated: Uint8Array<ArrayBuffer>;
  /** What was received and could not be held, by sender. */
  dropped: { address: string; datagrams: number; bytes: number }[];
}

/** Records of a packet at most; below what indexes of 16 bits reach. */
const maxRecords = 512;
/** Bytes at which a packet is given out. */
const packetBytes = 64 * 1024;
/** Senders whose drops are told apart within a packet: anybody can invent addresses. */
const maxDropAddresses = 1000;

/** Collects datagrams into a packet. */
export class DatagramPacker {
  readonly #maxMessageBytes: number;
  readonly #addresses = new Map<string, number>();
  #parts: Uint8Array[] = [];
  #ends: number[] = [];
  #senders: number[] = [];
  #times: number[] = [];
  #truncated: number[] = [];
  #bytes = 0;
  readonly #dropped = new Map<string, { datagrams: number; bytes: number }>();

  /** @param maxMessageBytes a datagram's bytes beyond this are cut off, and it is marked */
  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0 && this.#dropped.size === 0;
  }

  get isFull(): boolean {
    return this.#parts.length >= maxRecords || this.#bytes >= packetBytes;
  }

  /** @param time of receipt, milliseconds since the epoch */
  add(datagram: Uint8Array, address: string, time: number): void {
    const cut = datagram.length > this.#maxMessageBytes;
    const record = cut ? datagram.subarray(0, this.#maxMessageBytes) : datagram;
    let sender = this.#addresses.get(address);
    if (sender === undefined) {
      sender = this.#addresses.size;
      this.#addresses.set(address, sender);
    }
    this.#parts.push(record);
    this.#bytes += record.length;
    this.#ends.push(this.#bytes);
    this.#senders.push(sender);
    this.#times.push(time);
    this.#truncated.push(cut ? 1 : 0);
  }

  /** Notes a datagram that nobody can take. */
  drop(bytes: number, address: string): void {
    const key = this.#dropped.has(address) || this.#dropped.size < maxDropAddresses ? address : otherSources;
    const counts = this.#dropped.get(key) ?? { datagrams: 0, bytes: 0 };
    counts.datagrams++;
    counts.bytes += bytes;
    this.#dropped.set(key, counts);
  }

  /** Gives out what was collected and begins anew. */
  take(): Datagrams {
    const bytes = new Uint8Array(this.#bytes);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    const packet: Datagrams = {
      addresses: [...this.#addresses.keys()],
      bytes,
      ends: Uint32Array.from(this.#ends),
      senders: Uint16Array.from(this.#senders),
      times: Float64Array.from(this.#times),
      truncated: Uint8Array.from(this.#truncated),
      dropped: [...this.#dropped].map(([address, counts]) => ({ address, ...counts })),
    };
    this.#addresses.clear();
    this.#dropped.clear();
    this.#parts = [];
    this.#ends = [];
    this.#senders = [];
    this.#times = [];
    this.#truncated = [];
    this.#bytes = 0;
    return packet;
  }
}
