import Type, { type Static } from 'typebox';
import { RequirementLevel } from '../../contract/isms.js';
import { type BausteinScope, bausteinScopes } from './kompendium.js';
import { modalVerbs } from './sub-requirement.js';
import { layerIds } from './titles.js';

const Title = Type.String({ minLength: 1, maxLength: 400 });
const RoleName = Type.String({ minLength: 1, maxLength: 100 });
const scopes: BausteinScope[] = Object.values(bausteinScopes);
const strict = { additionalProperties: false };

const Head = {
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
  title: Title,
  edition: Type.String({ minLength: 1, maxLength: 60 }),
  source: Type.Object(
    { file: Type.String({ minLength: 1 }), sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) },
    { ...strict, description: 'the official file that the index was made from' },
  ),
};

export const IndexRequirement = Type.Object(
  {
    id: Type.String({ pattern: '^[A-Z]{3,4}(\\.\\d+)+\\.A\\d+$' }),
    title: Title,
    level: RequirementLevel,
    roles: Type.Array(RoleName),
    withdrawn: Type.Boolean(),
  },
  strict,
);
export type IndexRequirement = Static<typeof IndexRequirement>;

export const IndexBaustein = Type.Object(
  {
    id: Type.String({ pattern: '^[A-Z]{3,4}(\\.\\d+)+$' }),
    title: Title,
    layer: Type.Enum(layerIds),
    order: Type.Enum(['R1', 'R2', 'R3']),
    scope: Type.Enum(scopes),
    responsible: RoleName,
    further_roles: Type.Array(RoleName),
    requirements: Type.Array(IndexRequirement, { minItems: 1 }),
  },
  strict,
);
export type IndexBaustein = Static<typeof IndexBaustein>;

/** Ids, titles, levels and roles of a Kompendium edition: facts, no requirement text. */
export const KompendiumIndex = Type.Object(
  {
    kind: Type.Literal('kompendium'),
    ...Head,
    layers: Type.Array(Type.Object({ id: Type.Enum(layerIds), title: Title }, strict), { minItems: 1 }),
    bausteine: Type.Array(IndexBaustein, { minItems: 1 }),
    threats: Type.Array(Type.Object({ id: Type.String({ pattern: '^G 0\\.\\d+$' }), title: Title }, strict)),
  },
  strict,
);
export type KompendiumIndex = Static<typeof KompendiumIndex>;

/** OSCAL's names, and those that are tolerated: no white space. */
const ControlId = Type.String({ pattern: '^[^\\s\\p{C}]{1,200}$' });

export const IndexControl = Type.Object(
  {
    id: ControlId,
    group: Type.Optional(ControlId),
    parent: Type.Optional(ControlId),
    title: Title,
    title_de: Type.Optional(Title),
    modal_verb: Type.Optional(Type.Enum([...modalVerbs])),
    sec_level: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    effort_level: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
    target_objects: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }))),
    alt_id: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    withdrawn: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type IndexControl = Static<typeof IndexControl>;

export const IndexGroup = Type.Object(
  { id: ControlId, title: Title, title_de: Type.Optional(Title), parent: Type.Optional(ControlId) },
  strict,
);
export type IndexGroup = Static<typeof IndexGroup>;

/** A category of target objects of Grundschutz++; what is demanded of the parent is demanded of it, too. */
export const IndexCategory = Type.Object(
  { id: Type.String({ minLength: 1, maxLength: 100 }), parent: Type.Optional(Type.String()) },
  strict,
);
export type IndexCategory = Static<typeof IndexCategory>;

/** Ids, titles and classifications of an OSCAL catalogue: facts, no control text. */
export const ControlIndex = Type.Object(
  {
    kind: Type.Literal('controls'),
    ...Head,
    groups: Type.Array(IndexGroup),
    controls: Type.Array(IndexControl, { minItems: 1 }),
    target_object_categories: Type.Optional(Type.Array(IndexCategory)),
  },
  strict,
);
export type ControlIndex = Static<typeof ControlIndex>;

export type CatalogIndex = KompendiumIndex | ControlIndex;
