import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { encodeBatch } from '../../server/contract/envelope.js';
import { readPipelines } from '../../server/detect/load.js';
import { Detection } from '../../server/detection/detection.js';
import type { Examined } from '../../server/detection/journal-flow.js';
import type { DetectionOptions, RuleTexts } from '../../server/detection/options.js';
import { encodeEntry } from '../../server/ingest/entry.js';
import { type Journal, openJournal } from '../../server/journal/journal.js';
import type { Teardown } from '../helpers/postgres.js';

/** A detection with a journal of its own, without database and store. */
export class Station {
  readonly folder: string;
  readonly found: Examined[] = [];
  journal!: Journal;
  detection!: Detection;
  /** Files by name; change them, then reload. */
  rules: Record<string, string>;
  readonly #options: Partial<DetectionOptions>;
  #stop = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #sequence = 0;

  private constructor(rules: Record<string, string>, options: Partial<DetectionOptions>) {
    this.folder = mkdtempSync(join(tmpdir(), 'grundwacht-detection-'));
    this.rules = rules;
    this.#options = options;
  }

  static async open(
    t: Teardown,
    rules: Record<string, string>,
    options: Partial<DetectionOptions> = {},
  ): Promise<Station> {
    const station = new Station(rules, options);
    await station.start();
    t.teardown(async () => {
      await station.stop();
      rmSync(station.folder, { recursive: true, force: true });
    });
    return station;
  }

  async start(): Promise<void> {
    this.journal = await openJournal({ dir: join(this.folder, 'journal') });
    this.detection = await Detection.open({
      readRules: () => this.readRules(),
      zone: 'UTC',
      threads: 1,
      recentEvents: 1000,
      folder: this.folder,
      logger: pino({ level: 'silent' }),
      ...this.#options,
      timing: { tickMs: 10, ...this.#options.timing },
    });
    await this.detection.restore(this.journal);
    this.#stop = new AbortController();
    const from = this.found.at(-1)?.next ?? this.journal.start;
    this.#following = this.#follow(from, this.#stop.signal);
    this.#following.catch(() => undefined);
  }

  /** In order, keeping the state. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#following.catch(() => undefined);
    await this.detection.close();
    await this.journal.close();
  }

  async readRules(): Promise<RuleTexts> {
    const sources = Object.entries(this.rules).map(([path, text]) => ({ path, text }));
    return { sources, pipelines: await readPipelines() };
  }

  /** Puts lines into the journal, one batch, and waits until all that is in the journal is examined. */
  async examine(...messages: string[]): Promise<Examined> {
    const { next } = await this.put(...messages);
    await this.until(() => (this.found.at(-1)?.next ?? 0) >= next);
    return this.found.find((examined) => examined.next === next)!;
  }

  /** Puts messages, or whole records, into the journal as one batch. */
  put(...messages: string[]): Promise<{ position: number; next: number }> {
    const now = Date.now();
    const batch = {
      collector: 'test',
      epoch: 'e',
      sequence: this.#sequence++,
      records: messages.map((message) => ({
        source: '192.0.2.1',
        transport: 'tcp' as const,
        format: 'syslog' as const,
        dataset: '',
        received: now,
        truncated: false,
        raw: Buffer.from(
          message.startsWith('<')
            ? message
            : `<14>1 ${new Date(now).toISOString()} host app 1 - - ${message}`,
        ),
      })),
    };
    const meta = {
      tenant: 'default',
      collector: 'test',
      epoch: 'e',
      sequence: batch.sequence,
      received: now,
    };
    return this.journal.append(encodeEntry(meta, encodeBatch(batch)));
  }

  /** Ids of the rules that gave alerts, of all findings so far. */
  fired(): string[] {
    return this.found.flatMap(({ drafts }) => drafts.map(({ rule }) => rule.id));
  }

  /** @throws what ended the examination */
  async until(done: () => boolean): Promise<void> {
    let ended: unknown;
    void this.#following.catch((error: unknown) => {
      ended = error;
    });
    while (!done()) {
      if (ended !== undefined) throw ended;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async #follow(from: number, signal: AbortSignal): Promise<void> {
    for await (const examined of this.detection.follow(from, signal)) this.found.push(examined);
  }
}

/** A record of a device whose rules are asked of no other. */
export const ciscoRecord = (name: string): string =>
  `<189>29: host: *Apr 29 13:58:40.411: %SYS-5-CONFIG_I: Configured from console by ${name}`;

/** @returns a rule that is true where the message contains a text */
export function ruleFor(id: string, text: string, product = 'linux'): string {
  return `title: ${id}
id: ${id}
logsource: { product: ${product} }
detection:
  selection: { message|contains: '${text}' }
  condition: selection
level: high
`;
}

/** @returns a correlation with its rule: so many messages that contain a text */
export function countOf(id: string, text: string, count: number): string {
  return `${ruleFor(`${id}-base`, text)}---
title: ${id}
id: ${id}
correlation:
  type: event_count
  rules: [${id}-base]
  group-by: [host.name]
  timespan: 1h
  condition: { gte: ${count} }
level: high
`;
}
