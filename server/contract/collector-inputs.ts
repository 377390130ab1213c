import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const oneOf = <const T extends readonly string[]>(values: T, options: { default?: T[number] } = {}) =>
  Type.Unsafe<T[number]>({ ...Type.Union(values.map((value) => Type.Literal(value))), ...options });

/** Where a collector receives syslog; certificates are set on its own machine alone. */
export const ListenInput = Type.Object(
  {
    transport: oneOf(['udp', 'tcp', 'tls', 'relp', 'relp-tls']),
    host: Type.String({ default: '0.0.0.0', minLength: 1, maxLength: 253 }),
    port: Type.Integer({ minimum: 0, maximum: 65535 }),
    proxy_protocol_from: Type.Array(Type.String({ maxLength: 60 }), { default: [], maxItems: 100 }),
  },
  closed,
);

/** Files that a collector follows. */
export const FilesInput = Type.Object(
  {
    paths: Type.Array(Type.String({ pattern: '^/', maxLength: 1000 }), { minItems: 1, maxItems: 100 }),
    exclude: Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { default: [], maxItems: 100 }),
    encoding: oneOf(['auto', 'utf-8', 'utf-16le', 'utf-16be'], { default: 'auto' }),
    format: oneOf(['auto', 'syslog', 'json', 'windows-xml', 'line'], { default: 'auto' }),
    dataset: Type.String({ default: '', pattern: '^[a-z0-9_.-]{0,100}$' }),
    from: oneOf(['beginning', 'end'], { default: 'beginning' }),
    multi_line: Type.Optional(
      Type.Object(
        {
          start: Type.String({ minLength: 1, maxLength: 1000 }),
          max_lines: Type.Integer({ default: 500, minimum: 2, maximum: 10_000 }),
          timeout_seconds: Type.Number({ default: 2, minimum: 0.1, maximum: 3600 }),
        },
        closed,
      ),
    ),
  },
  closed,
);

/** A systemd journal that a collector follows. */
export const JournalSetting = Type.Object(
  {
    name: Type.String({ default: 'system', pattern: '^[a-z0-9-]{1,40}$' }),
    directory: Type.Optional(Type.String({ pattern: '^/', maxLength: 1000 })),
    units: Type.Array(Type.String({ pattern: '^[A-Za-z0-9@:_.\\\\*-]{1,255}$' }), {
      default: [],
      maxItems: 100,
    }),
    from: oneOf(['beginning', 'end'], { default: 'beginning' }),
  },
  closed,
);

/** What a collector collects, as its configuration file and the server say it. */
export const CollectorInputs = Type.Object(
  {
    syslog: Type.Array(ListenInput, { default: [], maxItems: 100 }),
    files: Type.Array(FilesInput, { default: [], maxItems: 100 }),
    journals: Type.Array(JournalSetting, { default: [], maxItems: 20 }),
  },
  closed,
);
export type CollectorInputs = Static<typeof CollectorInputs>;

/** What a collector tells about itself. */
export const CollectorHealth = Type.Object(
  {
    version: Type.String({ maxLength: 50 }),
    uptime_seconds: Type.Number({ minimum: 0 }),
    memory_bytes: Type.Integer({ minimum: 0 }),
    spool_bytes: Type.Integer({ minimum: 0, description: 'what the server has not acknowledged' }),
    spool_limit_bytes: Type.Integer({ minimum: 0 }),
    received: Type.Integer({ minimum: 0 }),
    shipped: Type.Integer({ minimum: 0 }),
    rejected: Type.Integer({ minimum: 0 }),
    retries: Type.Integer({ minimum: 0 }),
    dropped: Type.Record(Type.String({ maxLength: 40 }), Type.Integer({ minimum: 0 })),
    clock_skew_ms: Type.Union([Type.Integer(), Type.Null()], {
      description: "server's clock minus the collector's; null: not measured yet",
    }),
    clock_skew_within_ms: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    inputs_version: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description: 'version of the inputs from the server that are in force; null: none',
    }),
    inputs_error: Type.Union([Type.String({ maxLength: 2000 }), Type.Null()], {
      description: 'why newer ones are not',
    }),
  },
  closed,
);
export type CollectorHealth = Static<typeof CollectorHealth>;
