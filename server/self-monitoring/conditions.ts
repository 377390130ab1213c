import type { HostSkew } from '../contract/event-store.js';
import type { BackupRun } from '../store/backup-runs.js';
import { type SourceRhythm, silenceOf } from '../store/source-rhythms.js';
import type { Condition, Wrong } from './condition.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const whole = (message: string, facts: Record<string, string> = {}): Wrong[] => [
  { subject: '', tenant: null, message, facts },
];

/** Records wait to be processed, for a while, and become more. @param behindBytes that wait now */
export function queueGrowing(behindBytes: () => number): Condition {
  const least = 32 * 2 ** 20;
  const samples: number[] = [];
  return {
    name: 'queue_growing',
    everyMs: minute,
    look: (_now, open) => {
      samples.push(behindBytes());
      if (samples.length > 10) samples.shift();
      const [first, last] = [samples[0]!, samples.at(-1)!];
      const wrong =
        open.size > 0
          ? last > least / 4
          : samples.length === 10 && last > first && samples.every((bytes) => bytes > least);
      const size = `${Math.round(last / 2 ** 20)} MiB`;
      return wrong
        ? whole(`Records are processed more slowly than they arrive: ${size} wait in the journal`, {
            'grundwacht.queue.bytes': String(last),
          })
        : [];
    },
  };
}

export interface Clocks {
  /** Milliseconds since the epoch. */
  wall(): number;
  /** Milliseconds since any moment; goes on evenly. */
  even(): number;
  /** How far hosts' clocks are from this one's; undefined: not known. */
  skews(): Promise<HostSkew[]>;
}

/** The clock was put forward or back, or most sources say that it is wrong. */
export function clockWrong({ wall, even, skews }: Clocks): Condition {
  const tolerated = 5000;
  const shown = hour;
  let before: { wall: number; even: number } | undefined;
  let jumped: { at: number; by: number } | undefined;
  let asked = -Infinity;
  let behind: Wrong[] = [];
  return {
    name: 'clock_wrong',
    everyMs: 30_000,
    async look() {
      const now = { wall: wall(), even: even() };
      if (before !== undefined) {
        const by = now.wall - before.wall - (now.even - before.even);
        if (Math.abs(by) > tolerated) jumped = { at: now.even, by };
      }
      before = now;
      if (now.even - asked >= 15 * minute) {
        asked = now.even;
        behind = skewOf(await skews());
      }
      if (jumped !== undefined && now.even - jumped.at < shown) {
        const seconds = (jumped.by / 1000).toFixed(1);
        return whole(
          `The clock of the server was put ${jumped.by > 0 ? 'forward' : 'back'} by ${seconds} s`,
          {
            'grundwacht.clock.jump_seconds': seconds,
          },
        );
      }
      return behind;
    },
  };
}

/** Only what most hosts say in the same direction speaks against this machine's clock rather than theirs. */
function skewOf(hosts: readonly HostSkew[]): Wrong[] {
  const apart = hosts.filter(({ events, skewed }) => skewed * 2 > events);
  const ahead = apart.filter(({ typicalMs }) => typicalMs < 0).length;
  const most = Math.max(ahead, apart.length - ahead);
  if (hosts.length < 3 || most * 2 <= hosts.length) return [];
  return whole(
    `The clocks of ${most} of ${hosts.length} hosts differ from that of the server in the same direction: probably the server's is wrong`,
    { 'grundwacht.clock.hosts': String(most) },
  );
}

/** A certificate's file, and when it ends: milliseconds since the epoch, or an error that tells why it cannot be used. */
export interface CertificateFile {
  path: string;
  validUntil(): Promise<number>;
}

/** A certificate ends soon, or what was put into its place cannot be used and the former one goes on until its end. */
export function certificateExpiring(files: readonly CertificateFile[]): Condition {
  const days = 21;
  const of = (path: string, message: string, facts: Record<string, string>): Wrong => ({
    subject: path,
    tenant: null,
    message,
    facts: { 'file.path': path, ...facts },
  });
  return {
    name: 'certificate_expiring',
    everyMs: hour,
    async look(now) {
      const wrong: Wrong[] = [];
      for (const { path, validUntil } of files) {
        try {
          const until = await validUntil();
          if (until - now > days * day) continue;
          const end = new Date(until).toISOString();
          const message =
            until < now
              ? `The certificate ${path} has expired on ${end}`
              : `The certificate ${path} expires in ${Math.floor((until - now) / day)} days, on ${end}`;
          wrong.push(of(path, message, { 'x509.not_after': end }));
        } catch (error) {
          const why = (error as Error).message;
          const message = `The certificate ${path} cannot be used, and the former one serves until its end: ${why}`;
          wrong.push(of(path, message, { 'error.message': why }));
        }
      }
      return wrong;
    },
  };
}

/** The last backup failed, or found something damaged. @param last the newest one */
export function backupFailed(last: () => Promise<BackupRun | undefined>): Condition {
  return {
    name: 'backup_failed',
    everyMs: minute,
    async look() {
      const run = await last();
      if (run === undefined || (run.error === null && run.faults.length === 0)) return [];
      const why = run.error ?? run.faults[0]!;
      return whole(
        run.error === null
          ? `The backup into ${run.target} found ${run.faults.length} things damaged: ${why}`
          : `The backup into ${run.target} failed: ${why}`,
        { 'error.message': why },
      );
    },
  };
}

/**
 * @param lastGood when the newest one was made, milliseconds; undefined: there is none
 * @param since when backups began to be expected
 */
export function backupOverdue(
  maxAgeMs: number,
  lastGood: () => Promise<number | undefined>,
  since: number,
): Condition {
  return {
    name: 'backup_overdue',
    everyMs: 5 * minute,
    async look(now) {
      const last = await lastGood();
      if (now - (last ?? since) <= maxAgeMs) return [];
      return whole(
        last === undefined
          ? 'There is no backup yet, although backups are scheduled'
          : `The last backup is of ${new Date(last).toISOString()}`,
        last === undefined ? {} : { 'grundwacht.backup.last': new Date(last).toISOString() },
      );
    },
  };
}

/** @param ask asks the database something small */
export function databaseUnreachable(ask: () => Promise<unknown>): Condition {
  const tolerated = 3 * minute;
  let since: number | undefined;
  return {
    name: 'database_unreachable',
    everyMs: 30_000,
    async look(now) {
      try {
        await ask();
        since = undefined;
        return [];
      } catch {
        since ??= now;
        if (now - since < tolerated) return undefined;
        return whole(`The database has not answered since ${new Date(since).toISOString()}`);
      }
    },
  };
}

/**
 * Sources of target objects that send no more, each by its own rhythm.
 * @param rhythms of matched sources
 * @param started since when this program listens, milliseconds since the epoch
 */
export function sourceSilent(rhythms: (now: number) => Promise<SourceRhythm[]>, started: number): Condition {
  return {
    name: 'source_silent',
    everyMs: 2 * minute,
    async look(now) {
      const wrong: Wrong[] = [];
      for (const rhythm of await rhythms(now)) {
        const limit = silenceOf(rhythm, now);
        const silent = now - Math.max(rhythm.lastSeen, started);
        if (limit === undefined || silent <= limit) continue;
        const [minutes, usual] = [silent, rhythm.longestMs].map((ms) => Math.round(ms / minute));
        wrong.push({
          subject: rhythm.name,
          tenant: rhythm.tenant,
          message: `Nothing has come from ${rhythm.name} for ${minutes} minutes; its longest pause was ${usual} minutes`,
          facts: {
            'observer.name': rhythm.name,
            'grundwacht.source.last_seen': new Date(rhythm.lastSeen).toISOString(),
          },
        });
      }
      return wrong;
    },
  };
}
