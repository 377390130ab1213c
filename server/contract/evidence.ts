import Type, { type Static } from 'typebox';
import { exportFormats, reportLanguages } from './report.js';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const time = Type.String({ format: 'date-time' });
const hex256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

export const evidenceKinds = ['file', 'observation', 'link'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** Who may see it: anybody, the administration, those concerned, those named. */
export const classifications = ['public', 'internal', 'confidential', 'strict'] as const;
export type Classification = (typeof classifications)[number];

/** What a leaf of the log stands for. `removal`: that something which others depend on was deleted. */
export const leafKinds = [
  'evidence',
  'check-decision',
  'sign-off',
  'event-segment',
  'observation',
  'export',
  'sample',
  'finding',
  'access',
  'removal',
  'act',
  'case',
] as const;
export type LeafKind = (typeof leafKinds)[number];

const stated = {
  kind: Type.Enum(evidenceKinds),
  title: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }),
  shows: Type.String({ maxLength: 4000, description: 'what it shows' }),
  effective_on: Type.String({
    format: 'date',
    description: 'of when it tells, which is not when it was uploaded',
  }),
  valid_until: nullable(Type.String({ format: 'date', description: 'the last day; null: without end' })),
  provided_by: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
  classification: Type.Enum(classifications),
  requirements: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
    maxItems: 200,
    uniqueItems: true,
    description: "requirements or sub-requirements of the domain's catalogue",
  }),
  target_objects: Type.Array(Type.String({ format: 'uuid' }), { maxItems: 200, uniqueItems: true }),
  file: nullable(
    Type.Object(
      {
        sha256: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'of a file that was uploaded' }),
        name: Type.String({ minLength: 1, maxLength: 255, pattern: '^[^/\\\\\\u0000-\\u001f\\u007f]+$' }),
      },
      { additionalProperties: false },
    ),
  ),
  link: nullable(Type.String({ maxLength: 2000, pattern: '^https?://[^\\s]+$' })),
  observation: nullable(Type.String({ format: 'uuid', description: 'of a signal or a scan' })),
};

/** What people say of an item; file, link or observation as its kind says. */
export const EvidenceInput = Type.Object(stated, { additionalProperties: false });
export type EvidenceInput = Static<typeof EvidenceInput>;

export const EvidenceChange = Type.Object(
  { ...stated, version: Type.Integer({ minimum: 1 }) },
  { additionalProperties: false },
);
export type EvidenceChange = Static<typeof EvidenceChange>;

export const EvidenceWithdrawal = Type.Object(
  {
    version: Type.Integer({ minimum: 1 }),
    reason: Type.String({ minLength: 1, maxLength: 1000, pattern: '\\S' }),
  },
  { additionalProperties: false },
);
export type EvidenceWithdrawal = Static<typeof EvidenceWithdrawal>;

/** A version as it was said: what is covered by the log. */
export type EvidenceStated = EvidenceInput & { catalog: string; withdrawn: string | null };

export const EvidenceFile = Type.Object({
  sha256: hex256,
  size: Type.Integer({ description: 'bytes' }),
  type: Type.String({ description: 'media type, as the content shows' }),
});
export type EvidenceFile = Static<typeof EvidenceFile>;

/** `waiting`: in the log, and the next tree head covers it. */
export const coverages = ['covered', 'waiting', 'none'] as const;

export const Evidence = Type.Object({
  id: Type.String({ format: 'uuid' }),
  tenant: Type.String(),
  domain: Type.String({ format: 'uuid' }),
  catalog: Type.String(),
  ...stated,
  target_objects: Type.Array(
    Type.Object({ id: Type.String({ format: 'uuid' }), key: Type.String(), name: Type.String() }),
  ),
  file: nullable(Type.Object({ ...EvidenceFile.properties, name: Type.String() })),
  state: Type.Enum(['valid', 'expiring', 'expired', 'withdrawn']),
  withdrawn: nullable(Type.Object({ at: time, by: Type.String(), reason: Type.String() })),
  coverage: Type.Enum(coverages),
  scan: nullable(Type.String({ format: 'uuid', description: 'import of a scan that the file is of' })),
  created_at: time,
  version: Type.Integer(),
  updated_at: time,
  updated_by: Type.String(),
});
export type Evidence = Static<typeof Evidence>;

export const EvidencePage = Type.Object({
  items: Type.Array(Evidence),
  total: Type.Integer(),
  next: nullable(Type.String()),
});
export type EvidencePage = Static<typeof EvidencePage>;

export const EvidenceVersion = Type.Object({
  number: Type.Integer(),
  at: time,
  by: Type.String(),
  stated: Type.Object({}, { additionalProperties: true }),
  position: nullable(Type.Integer({ description: 'in the log; null: the next tree head covers it' })),
});
export type EvidenceVersion = Static<typeof EvidenceVersion>;

export const TreeHead = Type.Object({
  tenant: Type.String(),
  size: Type.Integer({ description: 'leaves that it covers' }),
  root: hex256,
  at: time,
  note: Type.String({ description: 'the head as a signed note (C2SP tlog-checkpoint)' }),
  stamp: nullable(Type.Object({ at: time })),
  stamp_error: nullable(Type.String({ description: 'why the last attempt at a time stamp failed' })),
});
export type TreeHead = Static<typeof TreeHead>;

export const MerkleLeaf = Type.Object({
  position: nullable(Type.Integer()),
  kind: Type.Enum(leafKinds),
  reference: Type.String(),
  content: nullable(
    Type.String({
      description:
        'canonical JSON (RFC 8785); null: of the audit trail or of accesses, which are read elsewhere',
    }),
  ),
  content_hash: hex256,
  salt: Type.String(),
  hash: hex256,
});
export type MerkleLeaf = Static<typeof MerkleLeaf>;

export const InclusionProof = Type.Object({
  leaf: MerkleLeaf,
  size: Type.Integer(),
  path: Type.Array(hex256),
  note: Type.String(),
});
export type InclusionProof = Static<typeof InclusionProof>;

export const ConsistencyProof = Type.Object({
  first: Type.Integer(),
  second: Type.Integer(),
  path: Type.Array(hex256),
});
export type ConsistencyProof = Static<typeof ConsistencyProof>;

export const LogState = Type.Object({
  key: Type.Object({
    name: Type.String({ description: 'that signs the notes' }),
    pem: Type.String(),
    fingerprint: hex256,
  }),
  leaves: Type.Integer(),
  waiting: Type.Integer({ description: 'leaves that no tree head covers yet' }),
  head: nullable(TreeHead),
  stamps: Type.Boolean({ description: 'whether a time-stamping service is configured' }),
});
export type LogState = Static<typeof LogState>;

/** What an audit package is to hold. */
export const AuditPackageOrder = Type.Object(
  {
    from: Type.String({ format: 'date', description: 'first day of the period' }),
    to: Type.String({ format: 'date', description: 'last day of the period' }),
    evidence: Type.Optional(
      Type.Array(Type.String({ format: 'uuid' }), {
        maxItems: 5000,
        uniqueItems: true,
        description: 'without it all that was valid in the period',
      }),
    ),
    reports: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 60, description: 'such as `a4`' }),
            format: Type.Enum(exportFormats),
            language: Type.Enum(reportLanguages),
          },
          { additionalProperties: false },
        ),
        { maxItems: 40, uniqueItems: true, description: 'of the domain, as of the time the package is made' },
      ),
    ),
    earlier: Type.Optional(
      Type.Integer({ minimum: 1, description: 'size of a tree head that the auditor has had before' }),
    ),
  },
  { additionalProperties: false },
);
export type AuditPackageOrder = Static<typeof AuditPackageOrder>;
