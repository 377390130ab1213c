import type { LiveMessage } from '../../server/contract/live.js';

export type LiveStatus =
  | { state: 'connecting' }
  | { state: 'open' }
  | { state: 'waiting'; retryInMs: number; attempt: number };

/** The parts of a WebSocket that the client uses. */
export interface Socket {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  close(): void;
}

export interface LiveOptions {
  /** @param cursor last revision seen; undefined at first */
  connect(cursor: number | undefined): Socket;
  onMessage(message: LiveMessage): void;
  onStatus(status: LiveStatus): void;
  /** The server counts from an earlier revision than before: what was loaded is stale. */
  onReset(): void;
  random?: () => number;
  schedule?: (run: () => void, ms: number) => () => void;
}

const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** The server sends the event rate far more often; silence means that the connection is dead. */
const silenceMs = 45_000;

const byTimer = (run: () => void, ms: number) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/**
 * Delay before a reconnect: exponential with full jitter in its upper half, so that many browsers do not
 * return at the same instant after a restart.
 * @param attempt 1 for the first retry
 * @param random 0 to 1
 */
export function retryDelay(attempt: number, random: number): number {
  const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}

/** One connection to /api/v1/live that comes back by itself and misses nothing: it keeps the cursor. */
export class LiveClient {
  readonly #options: LiveOptions;
  readonly #schedule: (run: () => void, ms: number) => () => void;
  #cursor: number | undefined;
  #attempt = 0;
  #socket: Socket | undefined;
  #cancelTimer: () => void = () => {};
  #running = false;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#schedule = options.schedule ?? byTimer;
  }

  get cursor(): number | undefined {
    return this.#cursor;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#open();
  }

  stop(): void {
    this.#running = false;
    this.#drop();
  }

  /** Reconnects at once, for when the network is back or the page is shown again. */
  retryNow(): void {
    if (!this.#running || this.#socket !== undefined) return;
    this.#cancelTimer();
    this.#open();
  }

  #drop(): void {
    this.#cancelTimer();
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #open(): void {
    this.#options.onStatus({ state: 'connecting' });
    const socket = this.#options.connect(this.#cursor);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(String(data)) as LiveMessage);
    socket.onclose = () => this.#retry();
    this.#watch();
  }

  #watch(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#schedule(() => this.#retry(), silenceMs);
  }

  #retry(): void {
    this.#drop();
    this.#attempt += 1;
    const retryInMs = retryDelay(this.#attempt, (this.#options.random ?? Math.random)());
    this.#options.onStatus({ state: 'waiting', retryInMs, attempt: this.#attempt });
    this.#cancelTimer = this.#schedule(() => this.#open(), retryInMs);
  }

  #receive(message: LiveMessage): void {
    this.#watch();
    if (message.type === 'hello') this.#greet(message.cursor);
    if (message.type === 'alert') this.#cursor = Math.max(this.#cursor ?? 0, message.cursor);
    this.#options.onMessage(message);
  }

  #greet(cursor: number): void {
    this.#attempt = 0;
    const restarted = this.#cursor !== undefined && cursor < this.#cursor;
    if (restarted || this.#cursor === undefined) this.#cursor = cursor;
    this.#options.onStatus({ state: 'open' });
    if (restarted) this.#options.onReset();
  }
}
