import { once } from 'node:events';
import type { Client, Connection, Submittable } from 'pg';

/** Bytes that wait to be taken before the server is made to wait. */
const queuedBytes = 1 << 20;

interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

/** What pg tells of a statement under way: the part of its own queries that copying needs. */
abstract class Copy implements Submittable {
  readonly #text: string;
  readonly done: Promise<void>;
  #settle!: { done: () => void; fail: (error: Error) => void };
  failure: Error | undefined;

  constructor(text: string) {
    this.#text = text;
    this.done = new Promise((done, fail) => {
      this.#settle = { done, fail };
    });
    // Whoever waits hears of it; without this a failure before that would end the process.
    this.done.catch(() => {});
  }

  submit(connection: Connection): void {
    connection.query(this.#text);
  }

  handleCommandComplete(): void {}

  handleEmptyQuery(): void {}

  handleError(error: Error): void {
    this.failure = error;
    this.#settle.fail(error);
  }

  handleReadyForQuery(): void {
    this.#settle.done();
  }
}

class CopyOut extends Copy {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #stream: Connection['stream'] | undefined;
  #wake: (() => void) | undefined;
  #ended = false;

  handleCopyData({ chunk }: { chunk: Buffer }, connection: Connection): void {
    // pg reads the next bytes into the same memory.
    this.#chunks.push(Buffer.from(chunk));
    this.#bytes += chunk.length;
    if (this.#bytes > queuedBytes) {
      this.#stream = connection.stream;
      this.#stream.pause();
    }
    this.#wake?.();
  }

  override handleError(error: Error): void {
    super.handleError(error);
    this.#end();
  }

  override handleReadyForQuery(): void {
    super.handleReadyForQuery();
    this.#end();
  }

  #end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *chunks(): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#bytes -= chunk.length;
        yield chunk;
        continue;
      }
      this.#stream?.resume();
      this.#stream = undefined;
      if (this.#ended) break;
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
      this.#wake = undefined;
    }
    await this.done;
  }
}

class CopyIn extends Copy {
  readonly #source: AsyncIterable<Uint8Array>;

  constructor(text: string, source: AsyncIterable<Uint8Array>) {
    super(text);
    this.#source = source;
  }

  handleCopyInResponse(connection: CopyConnection): void {
    void this.#send(connection).catch((error: Error) => connection.sendCopyFail(error.message));
  }

  async #send(connection: CopyConnection): Promise<void> {
    for await (const chunk of this.#source) {
      if (this.failure !== undefined) return;
      connection.sendCopyFromChunk(chunk);
      if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain');
    }
    connection.endCopyFrom();
  }
}

/**
 * @param statement `copy ... to stdout`; nothing else may be asked on the connection before all is read
 * @returns what PostgreSQL writes
 * @throws Error of PostgreSQL
 */
export function copyOut(client: Client, statement: string): AsyncGenerator<Buffer, void, void> {
  const copy = new CopyOut(statement);
  client.query(copy);
  return copy.chunks();
}

/**
 * @param statement `copy ... from stdin`
 * @throws Error of PostgreSQL, or of the source
 */
export async function copyIn(
  client: Client,
  statement: string,
  source: AsyncIterable<Uint8Array>,
): Promise<void> {
  const copy = new CopyIn(statement, source);
  client.query(copy);
  await copy.done;
}
