import Type, { type Static } from 'typebox';
import { SubRequirement, TextPart } from './catalog.js';
import { targetObjectStatuses } from './structure.js';

/** Requirement levels of the Kompendium: Basis, Standard, erhöht. */
export const RequirementLevel = Type.Union([Type.Literal('B'), Type.Literal('S'), Type.Literal('H')]);
export type RequirementLevel = Static<typeof RequirementLevel>;

export const Baustein = Type.Object({
  id: Type.String({ description: 'such as `OPS.1.1.5`' }),
  title: Type.String(),
  layer: Type.String({ description: 'ISMS, ORP, CON, OPS, DER, APP, SYS, IND, NET, INF' }),
  order: Type.String({ description: 'recommended order of implementation: R1, R2, R3' }),
  scope: Type.String({
    description: 'what it is applied to: domain (once), application, it_system, network, building_or_room',
  }),
  responsible: Type.String(),
  further_roles: Type.Array(Type.String()),
  requirements: Type.Object({ B: Type.Integer(), S: Type.Integer(), H: Type.Integer() }),
});
export type Baustein = Static<typeof Baustein>;

export const Requirement = Type.Object({
  id: Type.String({ description: 'such as `OPS.1.1.5.A3`' }),
  baustein: Type.String(),
  title: Type.String(),
  level: RequirementLevel,
  roles: Type.Array(Type.String()),
  withdrawn: Type.Boolean(),
  parts: Type.Array(TextPart, { description: 'empty when no text is installed' }),
  sub_requirements: Type.Array(SubRequirement),
});
export type Requirement = Static<typeof Requirement>;

/** Kinds of target objects (BSI-Standard 200-2, Strukturanalyse). */
export const targetObjectTypes = [
  'process',
  'information',
  'application',
  'it_system',
  'ics_system',
  'iot_device',
  'network',
  'room',
  'building',
  'service_provider',
] as const;
export const TargetObjectType = Type.Enum(targetObjectTypes);
export type TargetObjectType = (typeof targetObjectTypes)[number];

export const TargetObjectInput = Type.Object(
  {
    key: Type.String({
      minLength: 1,
      maxLength: 40,
      description: 'short id within the information domain, such as `S007`',
    }),
    type: TargetObjectType,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    description: Type.Optional(Type.String({ maxLength: 4000 })),
    platform: Type.Optional(Type.String({ maxLength: 200 })),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    location: Type.Optional(Type.String({ maxLength: 200 })),
    users: Type.Optional(Type.String({ maxLength: 1000 })),
    owner: Type.Optional(Type.String({ maxLength: 200 })),
    status: Type.Optional(Type.Enum(targetObjectStatuses)),
    is_group: Type.Optional(Type.Boolean({ description: 'stands for objects of one kind' })),
    group: Type.Optional(
      Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
        description: 'id of the group that it is a member of; of the same type and domain',
      }),
    ),
    hostnames: Type.Optional(Type.Array(Type.String({ maxLength: 253 }), { maxItems: 2000 })),
    addresses: Type.Optional(Type.Array(Type.String({ maxLength: 43 }), { maxItems: 2000 })),
    tags: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 50 })),
  },
  { additionalProperties: false },
);
export type TargetObjectInput = Static<typeof TargetObjectInput>;

const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 });
const Tags = Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 50 }));

const { platform, location, users, owner, status, group } = TargetObjectInput.properties;
const BulkFields = { platform, location, users, owner, status, group };

/**
 * The same change of several target objects, or of none; what is left out stays. What is said of one object alone goes
 * before what is said of all: so a change is taken back.
 */
export const TargetObjectBulk = Type.Object(
  {
    objects: Type.Array(
      Type.Object(
        { id: Type.String({ format: 'uuid' }), version: Version, ...BulkFields, tags: Tags },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 500 },
    ),
    ...BulkFields,
    add_tags: Tags,
    remove_tags: Tags,
  },
  { additionalProperties: false },
);
export type TargetObjectBulk = Static<typeof TargetObjectBulk>;

export const TargetObjectBulkResult = Type.Object({
  changed: Type.Integer(),
  objects: Type.Array(Type.Object({ id: Type.String(), version: Type.Integer() }), {
    description: 'what they are now, to be named when the change is taken back',
  }),
});
export type TargetObjectBulkResult = Static<typeof TargetObjectBulkResult>;

export const TargetObject = Type.Object({
  id: Type.String({ format: 'uuid' }),
  tenant: Type.String(),
  domain: Type.String({ format: 'uuid' }),
  key: Type.String(),
  type: TargetObjectType,
  name: Type.String(),
  description: Type.String(),
  platform: Type.String(),
  count: Type.Integer(),
  location: Type.String(),
  users: Type.String(),
  owner: Type.String(),
  status: Type.Enum(targetObjectStatuses),
  is_group: Type.Boolean(),
  group: Type.Union([Type.String({ format: 'uuid' }), Type.Null()]),
  hostnames: Type.Array(Type.String()),
  addresses: Type.Array(Type.String()),
  tags: Type.Array(Type.String()),
  version: Type.Integer({ description: 'for optimistic locking' }),
  updated_at: Type.String({ format: 'date-time' }),
});
export type TargetObject = Static<typeof TargetObject>;
