import type { WebSocket } from '@fastify/websocket';
import type { Alert } from '../contract/alert.js';
import type { LiveMessage } from '../contract/live.js';
import type { LiveHub } from './live-hub.js';

/** What one connection may cost. */
export interface LiveLimits {
  /** Bytes that wait for a slow client at most. */
  bufferedBytes: number;
  /** Messages that wait while a client gets what it missed at most. */
  pendingMessages: number;
  /** Milliseconds between two pings; a client that answered none in between is gone. */
  pingInterval: number;
}

export const defaultLiveLimits: LiveLimits = {
  bufferedBytes: 1_048_576,
  pendingMessages: 5000,
  pingInterval: 30_000,
};

/** Where a connection reads what its client missed. */
export interface Replay {
  latestRevision(): Promise<number>;
  after(revision: number, limit: number): Promise<Alert[]>;
}

/** Close codes (RFC 6455 7.4.1 and IANA's registry): policy violation, try again later, internal error. */
export const closeCodes = { policy: 1008, failed: 1011, tryAgainLater: 1013 } as const;

const pageSize = 200;

/** One client of WS /api/v1/live. */
export class LiveConnection {
  readonly #socket: WebSocket;
  readonly #limits: LiveLimits;
  readonly #unsubscribe: () => void;
  /** Live messages that came while the client still gets what it missed; undefined afterwards. */
  #pending: [LiveMessage, string][] | undefined = [];
  #cursor = 0;
  #answered = true;

  /**
   * Subscribes at once: what changes from now on waits until the replay is over.
   * @param tenants whose changes the client gets
   */
  constructor(socket: WebSocket, hub: LiveHub, limits: LiveLimits, tenants: readonly string[]) {
    this.#socket = socket;
    this.#limits = limits;
    this.#unsubscribe = hub.subscribe((message, text) => {
      const tenant = tenantOf(message);
      if (tenant === undefined || tenants.includes(tenant)) this.#receive(message, text);
    });
    socket.on('pong', () => {
      this.#answered = true;
    });
    socket.on('close', () => this.#unsubscribe());
  }

  /**
   * Greets the client, sends what changed after its cursor, and goes over to live messages.
   * @param cursor the last revision that the client has; undefined: only what comes from now on. One that this
   * database never gave out (another database, restored from a backup) counts as none at all, 0.
   */
  async start(replay: Replay, cursor: number | undefined): Promise<void> {
    const latest = await replay.latestRevision();
    this.#cursor = cursor === undefined ? latest : cursor > latest ? 0 : cursor;
    await this.#sendWaiting({ type: 'hello', cursor: this.#cursor, time: new Date().toISOString() });
    for (;;) {
      const alerts = await replay.after(this.#cursor, pageSize);
      for (const alert of alerts) {
        this.#cursor = alert.revision;
        await this.#sendWaiting({ type: 'alert', cursor: alert.revision, alert });
      }
      if (alerts.length < pageSize || !this.#open) break;
    }
    const pending = this.#pending ?? [];
    this.#pending = undefined;
    for (const [message, text] of pending) this.#receive(message, text);
  }

  /** Sends a message that no cursor counts, unless the client is behind anyway. */
  sendPassing(text: string): void {
    if (this.#pending === undefined) this.#send(text);
  }

  /** @returns false when the client did not answer the ping before: it is cut off */
  ping(): boolean {
    if (!this.#answered) {
      this.#socket.terminate();
      return false;
    }
    this.#answered = false;
    if (this.#open) this.#socket.ping();
    return true;
  }

  close(code: number, reason: string): void {
    this.#unsubscribe();
    this.#pending = undefined;
    if (this.#open) this.#socket.close(code, reason);
  }

  get #open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #receive(message: LiveMessage, text: string): void {
    if (this.#pending !== undefined) {
      if (this.#pending.length >= this.#limits.pendingMessages) this.#tooSlow();
      else this.#pending.push([message, text]);
      return;
    }
    if (message.type === 'alert') {
      if (message.cursor <= this.#cursor) return;
      this.#cursor = message.cursor;
    }
    this.#send(text);
  }

  #send(text: string): void {
    if (!this.#open) return;
    if (this.#socket.bufferedAmount > this.#limits.bufferedBytes) this.#tooSlow();
    else this.#socket.send(text);
  }

  /** The replay waits for the client instead of filling the memory. */
  #sendWaiting(message: LiveMessage): Promise<void> {
    if (!this.#open) return Promise.resolve();
    return new Promise((resolve) => this.#socket.send(JSON.stringify(message), () => resolve()));
  }

  /** It comes back with its cursor and misses nothing. */
  #tooSlow(): void {
    this.close(closeCodes.tryAgainLater, 'too slow; reconnect with the cursor');
  }
}

function tenantOf(message: LiveMessage): string | undefined {
  if (message.type === 'alert') return message.alert.tenant;
  return message.type === 'removed' ? message.tenant : undefined;
}
