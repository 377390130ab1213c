import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { JobOrder } from '../contract/audit-package.js';
import { GrundwachtError } from '../contract/errors.js';
import type { ExportFormat } from '../contract/report.js';
import {
  advanceExportJob,
  beginExportJob,
  createExportJob,
  type ExportedFile,
  endExportJob,
  expiredExportFiles,
  getExportJob,
  keptExportFiles,
  noteExportFileRemoved,
  openExportJobs,
  requeueExportJob,
  type StoredJob,
} from '../store/export-jobs.js';
import { appendLeaf } from '../store/merkle-log.js';
import { isReleased } from '../store/package-releases.js';
import type { DomainKey } from '../store/structure-history.js';
import type { Database } from '../store/tables.js';
import { withTenants } from '../store/tenant-scope.js';
import type { ExportEntry } from './export-entry.js';
import { exportFile } from './export-file.js';
import { checkOrder, exportEntry } from './exports.js';

/** Days that a file is kept. */
export const exportKeepDays = 30;
const dayMs = 86_400_000;
/** Between two looks for files whose time is over. */
const sweepMs = dayMs / 4;
/** Until the database is asked again. */
const retryMs = 5000;
/** Between two notes of progress. */
const noteMs = 500;

export interface ExportDeps {
  /** The program's own: jobs of all tenants are made one after the other. */
  db: Kysely<Database>;
  /** What a report is made from: it sees its own tenant alone. */
  reports: Kysely<Database>;
  /** Folder for the files, which belongs to the exports alone. */
  folder: string;
  now(): number;
  /** Kinds of exports that are ordered by routes of their own. */
  own?: readonly ExportEntry[];
}

/**
 * Makes exports one after the other while nobody waits, and keeps their files for a time. What was ordered when the
 * server was stopped is made after the next start; what was being made when it died has failed.
 */
export class ExportJobs {
  readonly #deps: ExportDeps;
  readonly #closing = new AbortController();
  readonly #sweeping: NodeJS.Timeout;
  #running: { id: string; stop: AbortController } | undefined;
  #wanted = false;
  #working: Promise<void> | undefined;

  constructor(deps: ExportDeps) {
    this.#deps = deps;
    this.#sweeping = setInterval(() => void this.#sweep().catch(() => undefined), sweepMs).unref();
  }

  /** Clears up after the last run, and goes on with what waits. */
  async open(): Promise<void> {
    const { db, folder, now } = this.#deps;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const { id, state } of await openExportJobs(db)) {
      const error = 'the server ended while this was made; order it again';
      if (state === 'running') await endExportJob(db, id, { state: 'failed', error }, now());
    }
    const kept = await keptExportFiles(db);
    for (const name of await readdir(folder)) {
      if (!kept.has(name)) await rm(join(folder, name), { recursive: true, force: true });
    }
    await this.#sweep();
    this.#resume();
  }

  /** @throws GrundwachtError VALIDATION, RATE_LIMITED */
  async start(key: DomainKey, order: JobOrder, by: string): Promise<StoredJob> {
    checkOrder(this.#entry(order.name), order);
    const job = await createExportJob(this.#deps.db, key, order, { by, now: this.#deps.now() });
    this.#resume();
    return job;
  }

  /** @throws GrundwachtError NOT_FOUND */
  async cancel(id: string): Promise<StoredJob> {
    const { db, now } = this.#deps;
    await endExportJob(db, id, { state: 'cancelled' }, now());
    if (this.#running?.id === id) this.#running.stop.abort();
    return getExportJob(db, id);
  }

  /**
   * Removes the file of an export; that it was made stays on record.
   * @throws GrundwachtError NOT_FOUND, CONFLICT for one that is not over or is released to auditors
   */
  async remove(id: string): Promise<void> {
    const { db } = this.#deps;
    const { ended_at } = await getExportJob(db, id);
    if (ended_at === null) throw new GrundwachtError('CONFLICT', 'the export is not over; cancel it first');
    if (await isReleased(db, id)) {
      throw new GrundwachtError('CONFLICT', 'the package is released to auditors; withdraw it first');
    }
    await this.#removeFile(id);
  }

  /** @returns where the file of an export lies @throws GrundwachtError NOT_FOUND */
  fileOf(job: StoredJob): Promise<string> {
    return exportFile(this.#deps.folder, job);
  }

  /** Ends the work; what is not over is made after the next start. */
  async close(): Promise<void> {
    clearInterval(this.#sweeping);
    this.#closing.abort();
    await this.#working;
  }

  /** @throws GrundwachtError VALIDATION */
  #entry(name: string): ExportEntry {
    return this.#deps.own?.find(({ kind }) => kind.name === name) ?? exportEntry(name);
  }

  #resume(): void {
    this.#wanted = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async #work(): Promise<void> {
    const { signal } = this.#closing;
    while (this.#wanted && !signal.aborted) {
      this.#wanted = false;
      try {
        for (let [next] = await this.#open(); next && !signal.aborted; [next] = await this.#open()) {
          await this.#run(next);
        }
      } catch {
        // The database does not answer; the work goes on when it does.
        this.#wanted = true;
        await sleep(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #open(): Promise<StoredJob[]> {
    return openExportJobs(this.#deps.db);
  }

  async #run(job: StoredJob): Promise<void> {
    const { db, folder, now } = this.#deps;
    const stop = new AbortController();
    this.#running = { id: job.id, stop };
    try {
      if (job.state === 'waiting' && !(await beginExportJob(db, job.id, now()))) return;
      const file = await this.#makeFile(job, AbortSignal.any([stop.signal, this.#closing.signal]));
      const ended = await this.#note(job, file);
      if (!ended) await rm(join(folder, job.id), { force: true });
    } catch (error) {
      if (this.#closing.signal.aborted) await requeueExportJob(db, job.id);
      else if (!stop.signal.aborted) {
        const reason = error instanceof Error ? error.message : String(error);
        await endExportJob(
          db,
          job.id,
          { state: 'failed', error: reason.replaceAll('\0', '').slice(0, 2000) },
          now(),
        );
      }
    } finally {
      this.#running = undefined;
    }
  }

  /** Puts the file where it is fetched from; what was needed on the way is gone when this is over. */
  async #makeFile(job: StoredJob, signal: AbortSignal) {
    const { folder } = this.#deps;
    const working = join(folder, `${job.id}.tmp`);
    try {
      await rm(working, { recursive: true, force: true });
      await mkdir(join(working, 'between'), { recursive: true, mode: 0o700 });
      const file = await this.#make(job, working, signal);
      await rename(join(working, 'file'), join(folder, job.id));
      return file;
    } finally {
      await rm(working, { recursive: true, force: true });
    }
  }

  /** Notes a made file in the job and in the tenant's log. @returns whether the job was still open */
  #note(job: StoredJob, file: ExportedFile): Promise<boolean> {
    const { db, now } = this.#deps;
    const { id, tenant, domain, name, format, language, options, by } = job;
    return db.transaction().execute(async (trx) => {
      const ended = await endExportJob(trx, id, { state: 'done', file }, now());
      const content = { id, domain, name, format, language, options, by, file };
      if (ended) await appendLeaf(trx, { tenantId: tenant, kind: 'export', reference: id, content });
      return ended;
    });
  }

  async #make(job: StoredJob, working: string, signal: AbortSignal) {
    const { db, reports, now } = this.#deps;
    const { tenant, domain, name, language, options, by } = job;
    const file = join(working, 'file');
    let noted = 0;
    let noting: Promise<unknown> = Promise.resolve();
    const onProgress = (done: number, total: number | null): void => {
      if (now() - noted < noteMs) return;
      noted = now();
      noting = noting.then(() => advanceExportJob(db, job.id, done, total)).catch(() => undefined);
    };
    const task = { format: job.format as ExportFormat, language, domain: { tenant, domain }, options, by };
    const target = { file, folder: join(working, 'between'), now: now(), signal, onProgress };
    const entry = this.#entry(name);
    const made = await withTenants([tenant], () => entry.make(reports, task, target)).finally(() => noting);
    const { size } = await stat(file);
    return { file_name: made.name, media_type: made.mediaType, bytes: size, sha256: await sha256Of(file) };
  }

  /** Removes files whose time is over. */
  async #sweep(): Promise<void> {
    const { db, now } = this.#deps;
    for (const id of await expiredExportFiles(db, now() - exportKeepDays * dayMs)) await this.#removeFile(id);
  }

  async #removeFile(id: string): Promise<void> {
    const { db, folder, now } = this.#deps;
    await rm(join(folder, id), { force: true });
    await noteExportFileRemoved(db, id, now());
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
