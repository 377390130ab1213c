import Type, { type Static } from 'typebox';
import { targetObjectTypes } from './isms.js';
import { dimensions, NeedLevel } from './protection.js';
import { pseudonymKinds } from './pseudonym-state.js';
import { targetObjectStatuses } from './structure.js';

const Instant = Type.String({ format: 'date-time' });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const [confidentiality, integrity, availability] = dimensions;

/** A target object of the structure analysis that an entity is. */
export const EntityAsset = Type.Object({
  id: Type.String({ format: 'uuid' }),
  domain: Type.String({ format: 'uuid' }),
  domain_name: Type.String(),
  key: Type.String(),
  name: Type.String(),
  type: Type.Enum(targetObjectTypes),
  status: Type.Enum(targetObjectStatuses),
  owner: Type.String(),
  location: Type.String(),
  platform: Type.String(),
  needs: Type.Object(
    { [confidentiality]: NeedLevel, [integrity]: NeedLevel, [availability]: NeedLevel },
    { description: 'effective protection needs' },
  ),
  supports: Type.Array(Type.Object({ key: Type.String(), name: Type.String() }), {
    description: 'what runs on it; not all of a long list',
  }),
});
export type EntityAsset = Static<typeof EntityAsset>;

/** What is known of a host, account or address. */
export const EntityFacts = Type.Object({
  type: Type.String(),
  value: Type.String(),
  kind: Type.Enum(['account', 'device'], {
    description: 'accounts are no target objects, even one called like a server',
  }),
  pseudonym: nullable(Type.Enum(pseudonymKinds, { description: 'of what; null: it is no pseudonym' })),
  matched_by: Type.Enum(['decision', 'host', 'short_host', 'address', 'network', 'none'], {
    description: 'how the target object was found, as sources are matched',
  }),
  assets: Type.Array(EntityAsset, { description: 'several: which one it is needs a person' }),
  events: nullable(
    Type.Object(
      { first_seen: Instant, last_seen: Instant, total: Type.Integer() },
      {
        description:
          'stored events that have it in this field; null: none, or not told in the time for a search',
      },
    ),
  ),
  alerts: Type.Object({
    total: Type.Integer(),
    open: Type.Integer(),
    first_seen: nullable(Instant),
    last_seen: nullable(Instant),
  }),
});
export type EntityFacts = Static<typeof EntityFacts>;
