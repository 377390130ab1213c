import { hostname } from 'node:os';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { beginCondition, endCondition, openConditions } from '../store/system-conditions.js';
import type { Database } from '../store/tables.js';
import type { Condition, Wrong } from './condition.js';

export interface MonitorOptions {
  db: Kysely<Database>;
  /** Writes a record about the server, for one tenant or for all. */
  records(document: Record<string, string>, received: number, tenant?: string): Promise<void>;
  conditions: readonly Condition[];
  logger: Pick<Logger, 'warn' | 'info'>;
}

const keyOf = ({ subject, tenant }: Pick<Wrong, 'subject' | 'tenant'>): string =>
  tenant === null ? subject : `${tenant} ${subject}`;

/**
 * Looks at the conditions in turn. Of each there is one record when it begins, on which a shipped rule raises an alert,
 * and one when it is over; what was open before a restart is not told again.
 */
export class Monitor {
  readonly #options: MonitorOptions;
  readonly #open = new Map<string, Map<string, Wrong>>();
  readonly #due = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: MonitorOptions) {
    this.#options = options;
    for (const { name } of options.conditions) this.#open.set(name, new Map());
  }

  /** @param everyMs between two looks */
  async start(everyMs: number): Promise<void> {
    for (const { name, ...wrong } of await openConditions(this.#options.db)) {
      this.#open.get(name)?.set(keyOf(wrong), wrong);
    }
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.look(Date.now()));
    }, everyMs).unref();
  }

  /** How many things are wrong now, by condition. */
  get counts(): Record<string, number> {
    return Object.fromEntries([...this.#open].map(([name, open]) => [name, open.size]));
  }

  /** @param now milliseconds since the epoch */
  async look(now: number): Promise<void> {
    for (const condition of this.#options.conditions) {
      const { name } = condition;
      if (now < (this.#due.get(name) ?? -Infinity)) continue;
      this.#due.set(name, now + condition.everyMs);
      try {
        const open = this.#open.get(name)!;
        const found = await condition.look(now, new Set(open.keys()));
        if (found !== undefined) await this.#compare(condition, found, now);
      } catch (err) {
        this.#options.logger.warn({ err, condition: name }, 'self_monitoring_failed');
      }
    }
  }

  async #compare({ name }: Condition, found: readonly Wrong[], now: number): Promise<void> {
    const open = this.#open.get(name)!;
    const current = new Map(found.map((wrong) => [keyOf(wrong), wrong]));
    for (const [key, wrong] of current) {
      if (open.has(key)) continue;
      await this.#tell(name, wrong, now, 'began');
      open.set(key, wrong);
    }
    for (const [key, wrong] of open) {
      if (current.has(key)) continue;
      await this.#tell(name, wrong, now, 'ended');
      open.delete(key);
    }
  }

  async #tell(name: string, wrong: Wrong, now: number, what: 'began' | 'ended'): Promise<void> {
    const { db, records, logger } = this.#options;
    const { subject, tenant, message, facts } = wrong;
    if (what === 'began') logger.warn({ condition: name, subject, ...facts }, 'condition_began');
    else logger.info({ condition: name, subject }, 'condition_ended');
    const document = {
      '@timestamp': new Date(now).toISOString(),
      'event.module': 'grundwacht',
      'event.dataset': 'grundwacht.operations',
      'event.action': what === 'began' ? name : `${name}_over`,
      'host.name': hostname(),
      'grundwacht.condition': name,
      'grundwacht.subject': subject || hostname(),
      ...facts,
      message: what === 'began' ? message : `It is over: ${message}`,
    };
    await records(document, now, tenant ?? undefined);
    const noted =
      what === 'began'
        ? beginCondition(db, { name, ...wrong }, now)
        : endCondition(db, { name, subject, tenant }, now);
    // Without the database the record counts; the page shows it again from the next change on.
    await noted.catch((err: unknown) => logger.warn({ err, condition: name }, 'condition_not_noted'));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }
}
