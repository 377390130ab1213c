import Type, { type Static } from 'typebox';

const Instant = Type.String({ format: 'date-time' });
const Uuid = Type.String({ format: 'uuid' });
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2, description: 'for optimistic locking' });

/** Basis-, Standard- and Kern-Absicherung (BSI-Standard 200-2, 3.3). */
export const approaches = ['basis', 'standard', 'kern'] as const;
export type Approach = (typeof approaches)[number];

export const domainStatuses = ['planned', 'active', 'retired'] as const;
export type DomainStatus = (typeof domainStatuses)[number];

/** What a person says of an information domain (Informationsverbund). */
export const InformationDomainInput = Type.Object(
  {
    key: Type.String({ minLength: 1, maxLength: 40, description: 'short id within the tenant' }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    description: Type.Optional(Type.String({ maxLength: 4000 })),
    approach: Type.Optional(Type.Enum(approaches)),
    catalog: Type.Optional(
      Type.String({ maxLength: 63, description: 'id of the catalogue it is assessed by' }),
    ),
    status: Type.Optional(Type.Enum(domainStatuses)),
  },
  { additionalProperties: false },
);
export type InformationDomainInput = Static<typeof InformationDomainInput>;

/** The scope of an assessment: its target objects and what is said of them. */
export const InformationDomain = Type.Object({
  id: Uuid,
  tenant: Type.String(),
  key: Type.String(),
  name: Type.String(),
  description: Type.String(),
  approach: Type.Enum(approaches),
  catalog: Type.String(),
  status: Type.Enum(domainStatuses),
  target_objects: Type.Integer({ description: 'how many it has; groups and members are counted alike' }),
  version: Version,
  updated_at: Instant,
});
export type InformationDomain = Static<typeof InformationDomain>;

export const targetObjectStatuses = ['planned', 'in_operation', 'retired'] as const;
export type TargetObjectStatus = (typeof targetObjectStatuses)[number];

/** How one target object depends on another; which types each joins is data of `isms/structure/relation-kinds`. */
export const relationKinds = [
  'handled_by',
  'uses',
  'runs_on',
  'connected_to',
  'located_in',
  'provided_by',
] as const;
export type RelationKind = (typeof relationKinds)[number];

export const RelationInput = Type.Object(
  {
    from: Type.String({ format: 'uuid', description: 'the object that depends on the other one' }),
    to: Type.String({
      format: 'uuid',
      description: 'the object it depends on, which inherits its protection needs',
    }),
    kind: Type.Optional(
      Type.Enum(relationKinds, { description: 'without it the usual one between objects of these types' }),
    ),
    note: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
);
export type RelationInput = Static<typeof RelationInput>;

export const Relation = Type.Object({
  id: Uuid,
  from: Uuid,
  to: Uuid,
  kind: Type.Enum(relationKinds),
  note: Type.String(),
  version: Version,
  updated_at: Instant,
});
export type Relation = Static<typeof Relation>;

/** Body of PUT /api/v1/isms/relations/{id}. */
export const RelationChange = Type.Object(
  {
    kind: Type.Enum(relationKinds),
    note: Type.Optional(Type.String({ maxLength: 1000 })),
    version: Version,
  },
  { additionalProperties: false },
);
export type RelationChange = Static<typeof RelationChange>;

export const structureSubjects = ['domain', 'target_object', 'relation', 'protection_need'] as const;
export type StructureSubject = (typeof structureSubjects)[number];
export const structureActions = ['create', 'change', 'delete'] as const;
export type StructureAction = (typeof structureActions)[number];

/** A change of the structure or of a protection need: only the fields that differ are in `old` and `new`. */
export const StructureEntry = Type.Object({
  target_object: Type.Union([Uuid, Type.Null()]),
  subject: Type.Enum(structureSubjects),
  action: Type.Enum(structureActions),
  at: Instant,
  by: Type.String({ description: 'user name' }),
  old: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
  new: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
});
export type StructureEntry = Static<typeof StructureEntry>;
