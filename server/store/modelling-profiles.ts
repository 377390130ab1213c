import type { Kysely, Selectable, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Profile, ProfileInput } from '../contract/modelling.js';
import { approaches } from '../contract/structure.js';
import { approachProfiles } from '../isms/modelling/profile.js';
import { noteCheck } from './check-history.js';
import type { ModellingProfileTable } from './check-tables.js';
import { lockDomain } from './domains.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** @returns the standard's profiles and the domain's own, by name */
export async function listProfiles(db: Kysely<Database>, { tenant, domain }: DomainKey): Promise<Profile[]> {
  const rows = await db
    .selectFrom('modelling_profile')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .orderBy('name')
    .execute();
  return [...approaches.map((approach) => approachProfiles[approach]), ...rows.map(toProfile)];
}

/**
 * @param id undefined: what the domain's approach asks for
 * @throws GrundwachtError VALIDATION when the domain has no such profile
 */
export async function findProfile(
  db: Kysely<Database>,
  key: DomainKey,
  id: string | undefined,
): Promise<Profile> {
  const wanted = id ?? (await approachOf(db, key));
  const profile = (await listProfiles(db, key)).find((each) => each.id === wanted);
  if (profile !== undefined) return profile;
  throw new GrundwachtError('VALIDATION', {
    pointer: 'querystring /profile',
    message: 'the domain has no profile {wanted}',
    values: { wanted },
  });
}

/**
 * Adds a profile, or replaces one.
 * @param at id and version of the profile that is replaced; undefined: a new one
 * @throws GrundwachtError NOT_FOUND, CONFLICT, ALREADY_EXISTS for a taken name, VALIDATION for a blank one
 */
export async function storeProfile(
  trx: Transaction<Database>,
  key: DomainKey,
  input: ProfileInput,
  author: Author,
  at?: { id: string; version: number },
): Promise<Profile> {
  await lockDomain(trx, key);
  const before = at === undefined ? null : await profileAt(trx, key, at.id, at.version);
  const values = {
    name: input.name.trim(),
    levels: input.levels,
    tags: input.tags ?? [],
    excluded: input.excluded ?? [],
    version: (before?.version ?? 0) + 1,
    updated_at: new Date(author.now),
    updated_by: author.by,
  };
  if (values.name === '')
    throw new GrundwachtError('VALIDATION', { pointer: '/name', message: 'must not be blank' });
  const taken = (await listProfiles(trx, key)).find(({ name }) => name === values.name);
  if (taken !== undefined && taken.id !== before?.id) {
    throw new GrundwachtError('ALREADY_EXISTS', {
      pointer: '/name',
      message: 'there is a profile {name} already',
      values: { name: values.name },
    });
  }
  const row =
    before === null
      ? await trx
          .insertInto('modelling_profile')
          .values({ tenant_id: key.tenant, domain_id: key.domain, ...values })
          .returningAll()
          .executeTakeFirstOrThrow()
      : await trx
          .updateTable('modelling_profile')
          .set(values)
          .where('id', '=', before.id)
          .returningAll()
          .executeTakeFirstOrThrow();
  const stored = toProfile(row);
  await note(trx, key, author, before, stored);
  return stored;
}

/** @throws GrundwachtError NOT_FOUND, CONFLICT */
export async function removeProfile(
  trx: Transaction<Database>,
  key: DomainKey,
  id: string,
  version: number,
  author: Author,
): Promise<void> {
  await lockDomain(trx, key);
  const before = await profileAt(trx, key, id, version);
  await trx.deleteFrom('modelling_profile').where('id', '=', id).execute();
  await note(trx, key, author, before, null);
}

async function profileAt(
  db: Kysely<Database>,
  key: DomainKey,
  id: string,
  version: number,
): Promise<Profile> {
  const profile = (await listProfiles(db, key)).find((each) => each.id === id && each.version > 0);
  if (profile === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no own profile {id}', values: { id } });
  if (profile.version === version) return profile;
  throw new GrundwachtError('CONFLICT', {
    pointer: '/version',
    message:
      '{name} has version {version}, the change was made from version {based_on}; reload it and make the change again',
    values: { name: profile.name, version: profile.version, based_on: version },
  });
}

async function approachOf(db: Kysely<Database>, { tenant, domain }: DomainKey) {
  const { approach } = await db
    .selectFrom('isms_domain')
    .select('approach')
    .where('tenant_id', '=', tenant)
    .where('id', '=', domain)
    .executeTakeFirstOrThrow();
  return approach;
}

const toProfile = ({
  id,
  name,
  levels,
  tags,
  excluded,
  version,
}: Selectable<ModellingProfileTable>): Profile => ({
  ...{ id, name, levels, tags, excluded, version },
});

async function note(
  trx: Transaction<Database>,
  key: DomainKey,
  author: Author,
  old: Profile | null,
  next: Profile | null,
): Promise<void> {
  const action = old === null ? 'create' : next === null ? 'delete' : 'change';
  const what = (next ?? old)!.name;
  await noteCheck(trx, key, author, [{ subject: 'profile', what, object: null, action, old, new: next }]);
}
