import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });
const Instant = Type.String({ format: 'date-time' });
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Something that is wrong with the system, or was. */
export const SystemConditionView = Type.Object(
  {
    name: Type.String(),
    /** What it is about, such as a file or a source; empty: the whole. */
    subject: Type.String(),
    began_at: Instant,
    ended_at: orNull(Instant),
    message: Type.String(),
  },
  closed,
);
export type SystemConditionView = Static<typeof SystemConditionView>;

/** A backup that was made, or failed. */
export const BackupView = Type.Object(
  {
    /** Null: it failed. */
    name: orNull(Type.String()),
    started_at: Instant,
    finished_at: Instant,
    bytes: Count,
    new_bytes: Count,
    events: Count,
    encrypted: Type.Boolean(),
    keys: Type.Boolean(),
    faults: Type.Array(Type.String()),
    error: orNull(Type.String()),
  },
  closed,
);
export type BackupView = Static<typeof BackupView>;

/** How the installation is. */
export const SystemHealth = Type.Object(
  {
    version: Type.String(),
    started_at: Instant,
    node: Type.String(),
    database: Type.Object({ version: Type.String(), embedded: Type.Boolean(), bytes: Count }, closed),
    conditions: Type.Array(SystemConditionView),
    past: Type.Array(SystemConditionView),
    disk: Type.Object(
      {
        state: Type.Union([Type.Literal('ok'), Type.Literal('low'), Type.Literal('full')]),
        free_bytes: Count,
        /** Of stored events, by what arrived in the last week. */
        bytes_a_day: Count,
        /** Until the disk is full if it goes on so; null: it cannot be told. */
        days_left: orNull(Count),
      },
      closed,
    ),
    events: Type.Object({ stored: Count, segments: Count, bytes: Count }, closed),
    journal: Type.Object({ state: Type.String(), bytes: Count, waiting_bytes: Count }, closed),
    /** Of all sources together: received is stored and rejected. */
    ledger: Type.Object({ received: Count, stored: Count, rejected: Count, unparsed: Count }, closed),
    detection: Type.Object({ rules: Count, quarantined: Count, threads: Count }, closed),
    backup: Type.Object(
      {
        /** Folder of backups; null: the server makes none by itself. */
        target: orNull(Type.String()),
        schedule: Type.String(),
        next: orNull(Instant),
        keep: Count,
        runs: Type.Array(BackupView),
      },
      closed,
    ),
    certificates: Type.Array(
      Type.Object(
        {
          use: Type.Union([Type.Literal('http'), Type.Literal('syslog')]),
          path: Type.String(),
          /** Null: it cannot be read. */
          valid_until: orNull(Instant),
        },
        closed,
      ),
    ),
    versions: Type.Array(
      Type.Object(
        {
          version: Type.String(),
          first_started_at: Instant,
          migrations: Count,
          backup: orNull(Type.String()),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type SystemHealth = Static<typeof SystemHealth>;
