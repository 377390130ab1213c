import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A RELP client with a window, which notes what the server has acknowledged. */
export class RelpClient {
  private readonly socket: Socket;
  private txnr = 0;
  private buffered = '';
  private readonly inFlight = new Map<number, string>();
  private wake: () => void = () => undefined;
  readonly acknowledged: string[] = [];
  closed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      this.wake();
    });
    socket.on('data', (chunk) => this.read(chunk.toString('latin1')));
  }

  static async open(port: number): Promise<RelpClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const client = new RelpClient(socket);
    client.send('open', 'relp_version=0\nrelp_software=test\ncommands=syslog');
    return client;
  }

  /** Sends records, at most `window` of them unacknowledged, until they are all acknowledged or the server is gone. */
  async sendAll(records: Iterable<string>, window: number): Promise<void> {
    for (const record of records) {
      while (this.inFlight.size >= window && !this.closed) await this.progress();
      if (this.closed) return;
      this.inFlight.set(this.send('syslog', record), record);
    }
    while (this.inFlight.size > 0 && !this.closed) await this.progress();
  }

  end(): void {
    this.socket.destroy();
  }

  /** @throws Error when nothing is acknowledged for a minute */
  private async progress(): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      this.wake = resolve;
      late = setTimeout(() => reject(new Error(`${this.inFlight.size} records wait for a minute`)), 60_000);
    }).finally(() => clearTimeout(late));
  }

  private send(command: string, data: string): number {
    this.socket.write(`${++this.txnr} ${command} ${Buffer.byteLength(data)} ${data}\n`);
    return this.txnr;
  }

  private read(text: string): void {
    const lines = (this.buffered + text).split('\n');
    this.buffered = lines.pop()!;
    for (const line of lines) {
      const txnr = /^(\d+) rsp 6 200 OK$/.exec(line)?.[1];
      const record = this.inFlight.get(Number(txnr));
      if (record === undefined) continue;
      this.inFlight.delete(Number(txnr));
      this.acknowledged.push(record);
    }
    this.wake();
  }
}
