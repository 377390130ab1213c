import type { Logger } from 'pino';
import type { CollectorHealth } from '../../server/contract/collector-inputs.js';
import type { ServiceClient } from '../service/service-client.js';
import { wait } from '../ship/backoff.js';
import type { Sink } from '../sink.js';
import type { RemoteInputs } from './remote-inputs.js';

export interface HealthReportsOptions {
  client: ServiceClient;
  sink: Sink;
  logger: Logger;
  /** Asked for inputs at each report; undefined: they are not taken from the server. */
  remote: RemoteInputs | undefined;
  /** What there is to tell now. */
  health(): CollectorHealth;
  /** Clock for receipt times, milliseconds since the epoch. */
  now: () => number;
  /** How often the server is asked and told, milliseconds. Default 20,000. */
  pollMs?: number;
  /** How often a record is written when nothing happens, milliseconds. Default 60,000. */
  recordMs?: number;
}

/**
 * Tells the server how the collector is, and writes it into the stream of records: once a minute, and as soon as
 * something is lost, refused, or changes.
 */
export class HealthReports {
  private readonly options: HealthReportsOptions;
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;
  private recorded = Number.NEGATIVE_INFINITY;
  private known = '';

  constructor(options: HealthReportsOptions) {
    this.options = options;
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { remote, logger, pollMs = 20_000 } = this.options;
    const { signal } = this.stopping;
    let reachable = true;
    while (!signal.aborted) {
      try {
        await remote?.poll(signal);
        await this.report(signal);
        reachable = true;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (reachable && !signal.aborted) logger.warn({ reason }, 'health-not-reported');
        reachable = false;
      }
      this.record();
      await wait(pollMs, signal);
    }
  }

  private async report(signal: AbortSignal): Promise<void> {
    const { client, health } = this.options;
    const body = Buffer.from(JSON.stringify(health()));
    const headers = { 'content-type': 'application/json' };
    const answer = await client.send({
      method: 'POST',
      path: 'api/v1/collector/health',
      headers,
      body,
      signal,
    });
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status} for the health report`);
    const { time } = JSON.parse(answer.text) as { time: number };
    if (Number.isFinite(time)) client.skew.observe(answer.sent, answer.received, time);
  }

  private record(): void {
    const { sink, health, now, recordMs = 60_000 } = this.options;
    const state = health();
    const { version, rejected, dropped, inputs_version, inputs_error } = state;
    const telling = JSON.stringify([version, rejected, dropped, inputs_version, inputs_error]);
    const due = performance.now() - this.recorded >= recordMs;
    // A full spool must not be filled further with reports about it.
    if ((!due && telling === this.known) || sink.full) return;
    this.recorded = performance.now();
    this.known = telling;
    const received = now();
    const record = {
      '@timestamp': new Date(received).toISOString(),
      message: `collector: ${state.spool_bytes} bytes in the spool, ${state.rejected} records rejected`,
      'event.action': 'collector_health',
      collector: state,
    };
    sink.write({
      source: 'collector',
      transport: 'internal',
      format: 'json',
      dataset: '',
      received,
      truncated: false,
      raw: Buffer.from(JSON.stringify(record)),
    });
  }
}
