import Type, { type Static } from 'typebox';
import { SaidSentence } from './sentence.js';

const Text = Type.String();
const Nullable = <T extends ReturnType<typeof Type.String>>(type: T) => Type.Union([type, Type.Null()]);

export const CatalogNote = Type.Object({
  pointer: Type.String({ description: 'JSON pointer in the installed file' }),
  what: Type.String({ description: 'English' }),
  said: Type.Optional(SaidSentence),
});
export type CatalogNote = Static<typeof CatalogNote>;

/** An installed edition of a catalogue. */
export const Catalog = Type.Object({
  id: Type.String({ description: 'such as `kompendium-2023`' }),
  kind: Type.Union([Type.Literal('kompendium'), Type.Literal('controls')]),
  origin: Type.Union([Type.Literal('index'), Type.Literal('catalog'), Type.Literal('profile')]),
  title: Text,
  edition: Text,
  published: Nullable(Type.String()),
  source_file: Text,
  source_sha256: Text,
  installed_at: Type.String({ format: 'date-time' }),
  texts_installed_at: Nullable(Type.String({ format: 'date-time' })),
  bausteine: Type.Integer(),
  checkable: Type.Boolean({
    description: 'whether it can be modelled and checked: a Kompendium, or controls with modal verbs',
  }),
  groups: Type.Integer(),
  requirements: Type.Integer({ description: 'valid ones' }),
  withdrawn: Type.Integer({ description: 'ENTFALLEN' }),
  texts: Type.Integer({ description: 'requirements whose text is installed' }),
  sub_requirements: Type.Integer({ description: 'Teilanforderungen; 0 without texts' }),
  threats: Type.Integer(),
  cross_references: Type.Integer({ description: 'requirement x threat' }),
  notes: Type.Array(CatalogNote, { description: 'what was tolerated or is missing' }),
});
export type Catalog = Static<typeof Catalog>;

export const CatalogGroup = Type.Object({
  id: Text,
  parent: Nullable(Type.String()),
  title: Text,
  title_de: Nullable(Type.String()),
  controls: Type.Integer({ description: 'valid ones in it and in the groups below it' }),
});
export type CatalogGroup = Static<typeof CatalogGroup>;

export const TextPart = Type.Object({
  name: Type.String({ description: '`statement`, `guidance`, `item` ...' }),
  text: Text,
  title: Type.Optional(Text),
  depth: Type.Integer(),
});
export type TextPart = Static<typeof TextPart>;

export const SubRequirement = Type.Object({
  id: Type.String({ description: 'such as `OPS.1.1.5.A3.1`' }),
  modal: Type.String({ description: 'MUSS, DARF NICHT, SOLLTE, SOLLTE NICHT, KANN' }),
  text: Text,
});
export type SubRequirement = Static<typeof SubRequirement>;

/** A control of a catalogue that is not the Kompendium. */
export const Control = Type.Object({
  id: Text,
  group: Nullable(Type.String()),
  parent: Nullable(Type.String({ description: 'control that it belongs to' })),
  title: Text,
  title_de: Nullable(Type.String()),
  withdrawn: Type.Boolean(),
  modal_verb: Nullable(Type.String()),
  sec_level: Nullable(Type.String()),
  effort_level: Nullable(Type.String()),
  target_objects: Type.Array(Text),
});
export type Control = Static<typeof Control>;

export const MappedRequirement = Type.Object({
  mapping: Text,
  status: Type.String({ description: 'of the mapping, as published: draft, complete' }),
  direction: Type.Union([Type.Literal('to'), Type.Literal('from')]),
  relation: Type.String({
    description:
      'equal-to, equivalent-to, subset-of, superset-of, intersects-with; seen from the mapping’s source',
  }),
  state: Type.String({
    description:
      'confirmed, moved, unconfirmed, absent: whether the target is the control that the authors meant',
  }),
  was: Nullable(Type.String({ description: 'the target’s id when the mapping was made' })),
  statement: Type.Integer({ description: 'a relation holds for all pairs of one number together' }),
  own: Type.String({ description: 'id on this side; a sub-requirement perhaps' }),
  catalog: Text,
  id: Text,
  requirement: Type.String({ description: 'requirement that `id` is or belongs to' }),
  title: Nullable(Type.String()),
});
export type MappedRequirement = Static<typeof MappedRequirement>;

export const RequirementDetail = Type.Object({
  catalog: Text,
  ...Control.properties,
  baustein: Nullable(Type.String()),
  level: Nullable(Type.String({ description: 'B, S, H' })),
  roles: Type.Array(Text),
  parts: Type.Array(TextPart, { description: 'empty when no text is installed' }),
  links: Type.Array(Type.Object({ rel: Text, target: Text })),
  sub_requirements: Type.Array(SubRequirement),
  threats: Type.Array(Type.Object({ id: Text, title: Text })),
  components: Type.Array(Type.Object({ title: Text, type: Text })),
  mapped: Type.Array(MappedRequirement),
});
export type RequirementDetail = Static<typeof RequirementDetail>;

export const Threat = Type.Object({ id: Text, title: Text, parts: Type.Array(TextPart) });
export type Threat = Static<typeof Threat>;

export const TargetObjectCategory = Type.Object({ id: Text, parent: Nullable(Type.String()) });
export type TargetObjectCategory = Static<typeof TargetObjectCategory>;

export const MappingSummary = Type.Object({
  id: Text,
  title: Text,
  edition: Text,
  status: Text,
  source_catalog: Text,
  target_catalogs: Type.Array(Text),
  pairs: Type.Integer(),
  sources: Type.Integer({ description: 'requirements that a usable pair starts from' }),
  targets: Type.Integer({ description: 'controls that a usable pair leads to' }),
  moved: Type.Integer(),
  unconfirmed: Type.Integer(),
  absent: Type.Integer(),
});
export type MappingSummary = Static<typeof MappingSummary>;

export const InstallReport = Type.Object({
  model: Type.String({
    description: 'kompendium, catalog, profile, mapping-collection, component-definition',
  }),
  id: Text,
  title: Text,
  edition: Text,
  published: Nullable(Type.String()),
  sha256: Text,
  installed: Type.Boolean({ description: 'false: exactly this file was installed already' }),
  figures: Type.Record(Type.String(), Type.Integer()),
  notes: Type.Array(CatalogNote),
});
export type InstallReport = Static<typeof InstallReport>;

const Item = { id: Text, title: Text };
export const CatalogDiff = Type.Object({
  added: Type.Array(Type.Object(Item)),
  removed: Type.Array(Type.Object(Item)),
  moved: Type.Array(Type.Object({ ...Item, before: Text })),
  renamed: Type.Array(Type.Object({ ...Item, before: Text })),
  level_changed: Type.Array(Type.Object({ ...Item, before: Text, after: Text })),
  withdrawn: Type.Array(Type.Object(Item)),
  reworded: Type.Array(Type.Object(Item)),
  texts_missing: Type.Integer({ description: 'requirements whose texts could not be compared' }),
  unchanged: Type.Integer(),
});
export type CatalogDiff = Static<typeof CatalogDiff>;
