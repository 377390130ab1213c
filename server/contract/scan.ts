import Type, { type Static } from 'typebox';

const Uuid = Type.String({ format: 'uuid' });
const Text = Type.String();
const Instant = Type.String({ format: 'date-time' });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const strict = { additionalProperties: false };

/** What a file with a scan's results is written in. */
export const scanFormats = ['xccdf', 'lynis', 'host-audit'] as const;
export type ScanFormat = (typeof scanFormats)[number];

/** Results of a rule (XCCDF 1.2, 6.6.4.2); those of other tools are put into these words. */
export const ruleResults = [
  'pass',
  'fail',
  'error',
  'unknown',
  'notapplicable',
  'notchecked',
  'notselected',
  'informational',
  'fixed',
] as const;
export type RuleResult = (typeof ruleResults)[number];

/** `none`: the format knows no signature. */
export const scanSignatures = ['none', 'unsigned', 'signed'] as const;
export type ScanSignature = (typeof scanSignatures)[number];

/** How many rules had which result. */
export const ScanCounts = Type.Object(
  Object.fromEntries(ruleResults.map((result) => [result, Type.Integer()])) as Record<
    RuleResult,
    Type.TInteger
  >,
);
export type ScanCounts = Static<typeof ScanCounts>;

/** A target object that the scanned host can be. */
export const ScanCandidate = Type.Object({
  id: Uuid,
  key: Text,
  name: Text,
  by: Type.Array(Text, { description: 'the names and addresses that both have' }),
});
export type ScanCandidate = Static<typeof ScanCandidate>;

export const ScanImport = Type.Object({
  id: Uuid,
  tenant: Text,
  domain: Uuid,
  format: Type.Enum(scanFormats),
  tool: Text,
  tool_version: Text,
  file_name: Text,
  file_sha256: Text,
  file_bytes: Type.Integer(),
  hosts: Type.Array(Text),
  addresses: Type.Array(Text),
  started_at: nullable(Instant),
  finished_at: Instant,
  profile: Text,
  benchmark: Text,
  signature: Type.Enum(scanSignatures),
  signed_by: nullable(Uuid),
  counts: ScanCounts,
  catalog: Text,
  target_object: nullable(Uuid),
  target_name: nullable(Text),
  assigned_by: nullable(Text),
  assigned_at: nullable(Instant),
  imported_at: Instant,
  imported_by: Text,
});
export type ScanImport = Static<typeof ScanImport>;

export const ScanResult = Type.Object({
  rule: Text,
  title: Text,
  severity: Text,
  result: Type.Enum(ruleResults),
  identifiers: Type.Array(Text, { description: 'such as CCE numbers' }),
  message: Text,
});
export type ScanResult = Static<typeof ScanResult>;

/** What the rules of one requirement say together. */
export const scanVerdicts = ['supports', 'contradicts', 'unknown'] as const;
export type ScanVerdict = (typeof scanVerdicts)[number];

export const ScanRequirement = Type.Object({
  requirement: Text,
  title: nullable(Text),
  verdict: Type.Enum(scanVerdicts),
  results: Type.Array(ScanResult, { description: 'failed ones first' }),
});
export type ScanRequirement = Static<typeof ScanRequirement>;

/** A rule whose result has changed since the host's scan before. */
export const ScanChange = Type.Object({
  rule: Text,
  title: Text,
  before: nullable(Type.Enum(ruleResults)),
  after: nullable(Type.Enum(ruleResults)),
});
export type ScanChange = Static<typeof ScanChange>;

export const ScanReport = Type.Object({
  scan: ScanImport,
  candidates: Type.Array(ScanCandidate, {
    description: 'of a scan without target object: which it can be',
  }),
  requirements: Type.Array(ScanRequirement, { description: 'contradicted ones first' }),
  unmapped: Type.Array(ScanResult, { description: 'rules that speak for no requirement' }),
  evidence: Type.Array(Type.Object({ id: Uuid, title: Text, withdrawn: Type.Boolean() }), {
    description: 'that the file of the scan is',
  }),
  previous: nullable(Type.Object({ id: Uuid, finished_at: Instant, changes: Type.Array(ScanChange) })),
});
export type ScanReport = Static<typeof ScanReport>;

export const ScanAssignment = Type.Object({ target_object: Uuid }, strict);
export type ScanAssignment = Static<typeof ScanAssignment>;

export const ScanKey = Type.Object({
  id: Uuid,
  host: Text,
  fingerprint: Type.String({ description: 'SHA-256 of the public key (SubjectPublicKeyInfo), hex' }),
  created_at: Instant,
  created_by: Text,
  revoked_at: nullable(Instant),
  revoked_by: nullable(Text),
});
export type ScanKey = Static<typeof ScanKey>;

export const ScanKeyInput = Type.Object(
  {
    host: Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9._-]+$' }),
    public_key: Type.String({
      maxLength: 8000,
      description: 'PEM: Ed25519, ECDSA P-256, or RSA of 2048 bits and more',
    }),
  },
  strict,
);
export type ScanKeyInput = Static<typeof ScanKeyInput>;
