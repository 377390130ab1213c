import Type, { type Static } from 'typebox';
import { Assessment, CheckEntry } from './check.js';
import { classifications, evidenceKinds } from './evidence.js';
import { Requirement } from './isms.js';
import { auditStates, findingKinds } from './iso.js';
import { DecisionSignal, Observation } from './signal.js';

const Text = Type.String();
const Uuid = Type.String({ format: 'uuid' });
const Day = Type.String({ format: 'date' });
const Instant = Type.String({ format: 'date-time' });
const strict = { additionalProperties: false };
/** PostgreSQL keeps no U+0000. */
const clean = '^[^\\u0000]*$';
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const TargetObject = Type.Union([Uuid, Type.Null()], { description: 'null: the whole domain' });

/** What an auditor is to read of the audit's domain. */
export const AuditGrantInput = Type.Object(
  {
    username: Type.String({
      minLength: 1,
      maxLength: 200,
      pattern: clean,
      description: 'of a user with the role auditor',
    }),
    bausteine: Type.Array(Type.String({ minLength: 1, maxLength: 40, pattern: clean }), {
      maxItems: 500,
      uniqueItems: true,
      description: 'empty: all',
    }),
    scopes: Type.Array(Type.Union([Type.Literal('domain'), Uuid]), {
      maxItems: 1000,
      uniqueItems: true,
      description: 'target objects, or `domain`: what is said of the whole domain; empty: all',
    }),
    from: Type.String({ format: 'date', description: 'first day (in Germany) on which it can be read' }),
    until: Type.String({ format: 'date', description: 'last day' }),
  },
  strict,
);
export type AuditGrantInput = Static<typeof AuditGrantInput>;

export const grantStates = ['future', 'active', 'over', 'revoked'] as const;

/** A scope that somebody was given to read. */
export const AuditGrant = Type.Object({
  id: Uuid,
  audit: Uuid,
  tenant: Text,
  domain: Uuid,
  username: Text,
  catalog: Type.String({ description: 'edition that the domain was assessed by when it was granted' }),
  bausteine: Type.Array(Text),
  scopes: Type.Array(Text),
  from: Day,
  until: Day,
  state: Type.Enum(grantStates),
  granted_at: Instant,
  granted_by: Text,
  revoked_at: nullable(Instant),
  revoked_by: nullable(Text),
});
export type AuditGrant = Static<typeof AuditGrant>;

/** What an auditor may enter: an audit, and what of its domain is to be read. */
export const AuditRoom = Type.Object({
  grant: AuditGrant,
  audit: Type.Object({
    title: Text,
    scope: Text,
    criteria: Text,
    starts: Day,
    ends: Day,
    state: Type.Enum(auditStates),
  }),
  domain_name: Text,
});
export type AuditRoom = Static<typeof AuditRoom>;

const answered = ['yes', 'partial', 'no', 'dispensable'] as const;

/** A room with what there is to read. */
export const AuditRoomFacts = Type.Object({
  ...AuditRoom.properties,
  answers: Type.Record(Type.Enum(answered), Type.Integer()),
  bausteine: Type.Array(Type.Object({ id: Text, answers: Type.Integer() })),
  objects: Type.Array(Type.Object({ id: TargetObject, key: Text, name: Text, answers: Type.Integer() })),
});
export type AuditRoomFacts = Static<typeof AuditRoomFacts>;

/** An answered requirement of the scope. */
export const SampleEntry = Type.Object({
  requirement: Text,
  target_object: TargetObject,
  baustein: Text,
  level: Type.Enum(['B', 'S', 'H'] as const),
  status: Type.Enum(answered),
  contradicted: Type.Boolean({ description: 'a fresh signal contradicts it' }),
  evidence: Type.Boolean({ description: 'a valid item of evidence serves it' }),
});
export type SampleEntry = Static<typeof SampleEntry>;

/** By chance; by chance in proportion to the Bausteine; what is most doubtful first. */
export const sampleMethods = ['random', 'stratified', 'risk'] as const;
export type SampleMethod = (typeof sampleMethods)[number];

export const SampleOrder = Type.Object(
  {
    method: Type.Enum(sampleMethods),
    size: Type.Integer({ minimum: 1, maximum: 500 }),
    seed: Type.Optional(
      Type.String({ pattern: '^[!-~]{1,64}$', description: 'without it the server draws one' }),
    ),
  },
  strict,
);
export type SampleOrder = Static<typeof SampleOrder>;

/** What was said of something drawn. */
export const AuditRecord = Type.Object({
  requirement: Text,
  target_object: TargetObject,
  result: Type.Enum(['conform', 'finding'] as const),
  finding: nullable(Uuid),
  note: Text,
  at: Instant,
  by: Text,
});
export type AuditRecord = Static<typeof AuditRecord>;

/** What was said of something drawn, as a list of the whole room has it. */
export const RoomRecord = Type.Object({
  ...Type.Omit(AuditRecord, ['finding']).properties,
  sample: Uuid,
  object: Type.String({ description: 'key and name of the target object; empty: the whole domain' }),
  baustein: Text,
  level: nullable(SampleEntry.properties.level),
  status: nullable(SampleEntry.properties.status),
  finding: nullable(Type.Object({ number: Type.Integer(), kind: Type.Enum(findingKinds), title: Text })),
});
export type RoomRecord = Static<typeof RoomRecord>;

/** A sample as it was drawn. */
export const AuditSample = Type.Object({
  id: Uuid,
  audit: Uuid,
  grant: Uuid,
  catalog: Text,
  method: Type.Enum(sampleMethods),
  size: Type.Integer(),
  seed: Text,
  population: Type.Object({ count: Type.Integer(), sha256: Text }),
  items: Type.Array(SampleEntry, { description: 'as they were drawn, in this order' }),
  records: Type.Array(AuditRecord, { description: 'the earliest first; the latest of an item counts' }),
  drawn_at: Instant,
  drawn_by: Text,
});
export type AuditSample = Static<typeof AuditSample>;

/** The same with what it was drawn from. */
export const AuditSampleDetail = Type.Object({
  ...AuditSample.properties,
  entries: Type.Array(SampleEntry, { description: 'the population, by requirement and target object' }),
  reproduced: Type.Boolean({
    description: 'the population has the recorded hash, and the seed gives the same sample again',
  }),
});
export type AuditSampleDetail = Static<typeof AuditSampleDetail>;

const of = {
  requirement: Type.String({ minLength: 1, maxLength: 200, pattern: clean }),
  target_object: TargetObject,
};
const note = Type.String({
  maxLength: 4000,
  pattern: clean,
  description: 'what was looked at, and what was seen',
});

/** What the auditor says of something drawn. */
export const AuditRecordInput = Type.Union([
  Type.Object({ ...of, result: Type.Literal('conform'), note }, strict),
  Type.Object(
    {
      ...of,
      result: Type.Literal('finding'),
      note,
      kind: Type.Enum(findingKinds),
      title: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }),
    },
    strict,
  ),
]);
export type AuditRecordInput = Static<typeof AuditRecordInput>;

/** Evidence as the room shows it: without what else it serves. */
export const RoomEvidence = Type.Object({
  id: Uuid,
  kind: Type.Enum(evidenceKinds),
  title: Text,
  shows: Text,
  effective_on: Day,
  valid_until: nullable(Day),
  provided_by: Text,
  classification: Type.Enum(classifications),
  state: Type.Enum(['valid', 'expiring', 'expired', 'withdrawn'] as const),
  file: nullable(Type.Object({ name: Text, type: Text, size: Type.Integer(), sha256: Text })),
  link: nullable(Text),
  observation: nullable(Uuid),
  version: Type.Integer(),
});
export type RoomEvidence = Static<typeof RoomEvidence>;

/** What a signal or scan observed, with what it says of the room's requirements. */
export const RoomObservation = Type.Object({
  ...Type.Omit(Observation, ['target_object']).properties,
  title: Type.Object({ de: Text, en: Text }),
  object: nullable(
    Type.String({ description: 'target object; null: the whole domain, or one out of scope' }),
  ),
  requirements: Type.Array(
    Type.Object({
      requirement: Text,
      verdict: Observation.properties.verdict,
      strength: Observation.properties.strength,
    }),
  ),
});
export type RoomObservation = Static<typeof RoomObservation>;

/** What of an item of evidence can be shown in a page. */
export const EvidenceDisplay = Type.Object({
  shown: nullable(
    Type.Enum(['pdf', 'image', 'text'] as const, { description: 'how a browser shows the file; null: not' }),
  ),
  observed: nullable(RoomObservation),
});
export type EvidenceDisplay = Static<typeof EvidenceDisplay>;

/** An item of evidence as it is shown. */
export const RoomEvidenceDetail = Type.Object({
  ...RoomEvidence.properties,
  ...EvidenceDisplay.properties,
});
export type RoomEvidenceDetail = Static<typeof RoomEvidenceDetail>;

/** Everything about one answer of the scope. */
export const Worksheet = Type.Object({
  requirement: Requirement,
  answer: Assessment,
  history: Type.Array(CheckEntry),
  evidence: Type.Array(RoomEvidence),
  signals: Type.Array(DecisionSignal),
});
export type Worksheet = Static<typeof Worksheet>;

/** That somebody read something in the room: once for each session and object. */
export const AuditAccess = Type.Object({
  id: Type.Integer(),
  grant: Uuid,
  by: Text,
  at: Instant,
  session: Type.String({ description: 'tells the sessions of a user apart' }),
  object: Type.String({ description: 'such as `room`, `requirement SYS.1.1.A1 domain`, `file <id>/1`' }),
});
export type AuditAccess = Static<typeof AuditAccess>;
