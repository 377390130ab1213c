import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import type { Event } from '../../contract/event.js';
import { columnDefinitions, identifier } from './columns.js';
import { RowChunk, rowsPerChunk, storableTime } from './event-rows.js';

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
  readonly #connection: DuckDBConnection;
  readonly #appender: DuckDBAppender;
  readonly #chunk = new RowChunk();

  private constructor(
    name: string,
    position: number,
    connection: DuckDBConnection,
    appender: DuckDBAppender,
  ) {
    this.name = identifier(name);
    this.positionFrom = position;
    this.position = position;
    this.#connection = connection;
    this.#appender = appender;
  }

  /** @param generation makes the name unique */
  static async create(connection: DuckDBConnection, generation: number, position: number): Promise<HotTable> {
    const name = `hot_${generation}`;
    await connection.run(`create table ${identifier(name)} (${columnDefinitions})`);
    return new HotTable(name, position, connection, await connection.createAppender(name));
  }

  /** All of the events become visible at once, or none. The event loop runs on between chunks. */
  async append(events: readonly Event[], position: number): Promise<void> {
    if (events.length > 0) {
      await this.#connection.run('begin transaction');
      try {
        for (let n = 0; n < events.length; n += rowsPerChunk) {
          this.#appender.appendDataChunk(this.#chunk.fill(events.slice(n, n + rowsPerChunk), position));
          if (n + rowsPerChunk < events.length) await new Promise(setImmediate);
        }
        this.#appender.flushSync();
        await this.#connection.run('commit');
      } catch (error) {
        this.#appender.clear();
        // A failed statement may have ended the transaction already.
        await this.#connection.run('rollback').catch(() => {});
        throw error;
      }
      for (const event of events) this.#count(event);
    }
    this.position = position;
  }

  /** No more appends. */
  freeze(): void {
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
