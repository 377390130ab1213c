import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import type { Event } from '../../contract/event.js';
import { columnDefinitions, identifier } from './columns.js';
import { type PlacedEvent, RowChunk, rowsPerFlush, storableTime } from './event-rows.js';
import { Serial } from './serial.js';

/** What a tenant's rows in a hot table span, for pruning and for the manifest. */
export interface Span {
  rows: number;
  timeFrom: number;
  timeTo: number;
  idFrom: string;
  idTo: string;
}

/** The newest events in memory, until they are sealed. */
export class HotTable {
  /** SQL identifier of the table. */
  readonly name: string;
  readonly spans = new Map<string, Span>();
  /** Journal position before the first and behind the last event. */
  readonly positionFrom: number;
  position: number;
  rows = 0;
  /** Estimated bytes of the rows. */
  bytes = 0;
  readonly #appender: DuckDBAppender;
  readonly #chunk = new RowChunk();
  readonly #flushing = new Serial();
  readonly #pending: PlacedEvent[] = [];

  private constructor(name: string, position: number, appender: DuckDBAppender) {
    this.name = identifier(name);
    this.positionFrom = position;
    this.position = position;
    this.#appender = appender;
  }

  /** @param generation makes the name unique */
  static async create(connection: DuckDBConnection, generation: number, position: number): Promise<HotTable> {
    const name = `hot_${generation}`;
    await connection.run(`create table ${identifier(name)} (${columnDefinitions})`);
    return new HotTable(name, position, await connection.createAppender(name));
  }

  /**
   * Takes events over. They get into DuckDB some hundred at a time, because each flush costs milliseconds
   * whatever its size: what is left over waits for the next call or for {@link flush}.
   * @throws Error when events of earlier calls cannot be flushed; then none of these are taken
   */
  async append(events: readonly Event[], position: number): Promise<void> {
    await this.#flushing.run(() => this.#flushWhole());
    for (const event of events) {
      this.#pending.push({ event, position });
      this.#count(event);
    }
    this.position = position;
    // The events are taken: a failure is reported by the next call, which flushes them again.
    await this.#flushing.run(() => this.#flushWhole()).catch(() => {});
  }

  /** Makes all events visible to queries. */
  flush(): Promise<void> {
    return this.#flushing.run(async () => {
      await this.#flushWhole();
      await this.#flushFirst();
    });
  }

  async #flushWhole(): Promise<void> {
    while (this.#pending.length >= rowsPerFlush) await this.#flushFirst();
  }

  /** One flush is one transaction: its rows become visible together or not at all. */
  async #flushFirst(): Promise<void> {
    const rows = this.#pending.slice(0, rowsPerFlush);
    if (rows.length === 0) return;
    try {
      this.#appender.appendDataChunk(this.#chunk.fill(rows));
      // The event loop runs on between the two halves of the work.
      await new Promise(setImmediate);
      this.#appender.flushSync();
    } catch (error) {
      this.#appender.clear();
      throw error;
    }
    this.#pending.splice(0, rows.length);
  }

  /** No more appends; everything is flushed. */
  close(): void {
    this.#appender.closeSync();
  }

  async drop(connection: DuckDBConnection): Promise<void> {
    await connection.run(`drop table if exists ${this.name}`);
  }

  #count(event: Event): void {
    this.rows++;
    // Text, JSON and original are most of a row; 600 is the rest: 38 columns of 16 bytes.
    this.bytes += 600 + 3 * event['event.original'].length + (event.message?.length ?? 0);
    const time = storableTime(event['@timestamp']);
    const span = this.spans.get(event.tenant);
    if (!span) {
      this.spans.set(event.tenant, {
        rows: 1,
        timeFrom: time,
        timeTo: time,
        idFrom: event.id,
        idTo: event.id,
      });
      return;
    }
    span.rows++;
    if (time < span.timeFrom) span.timeFrom = time;
    if (time > span.timeTo) span.timeTo = time;
    if (event.id < span.idFrom) span.idFrom = event.id;
    if (event.id > span.idTo) span.idTo = event.id;
  }
}
