import { type Kysely, sql } from 'kysely';
import { refreshSheets } from './0013-check.js';
import { planTriggers } from './0014-plan-triggers.js';

/**
 * The check by catalogues of controls (Grundschutz++ and OSCAL profiles of it). What is asked together there are the
 * controls of a category of target objects; those without one are asked of the whole information domain. So a category
 * is modelled, and has its sheets, as a Baustein is. Levels: MUSS, the rest of the normal security level, the raised one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // A control that names two categories is asked once, at the first: BSI names the persons before what they deal with.
  `alter table requirement
    add column sheet_id text generated always as (coalesce(baustein_id,
      case when modal_verb is not null then coalesce(target_objects[1], 'Informationsverbund') end)) stored,
    add column sheet_level text generated always as (coalesce(level,
      case when modal_verb = 'MUSS' then 'B' when sec_level = 'erhöht' then 'H' when modal_verb is not null then 'S' end
      )) stored`,
  'create index requirement_sheet on requirement (catalog_id, sheet_id, position)',
  // A profile's file names categories but does not say what inherits from what: the catalogue that knows them does.
  `create function put_category_sheets(of_catalog text) returns void language plpgsql as $$
  begin
    insert into target_object_category (catalog_id, id, parent_id, position)
    select of_catalog, k.id, k.parent_id, k.position
    from (
      select distinct on (id) id, parent_id, position from target_object_category
      where catalog_id <> of_catalog order by id, catalog_id
    ) k
    where not exists (select from target_object_category where catalog_id = of_catalog)
      and exists (select from requirement where catalog_id = of_catalog and modal_verb is not null
        and cardinality(target_objects) > 0);
    insert into target_object_category (catalog_id, id, parent_id, position)
    select of_catalog, sheet_id, null, 1000 + row_number() over (order by sheet_id)
    from (select distinct target_objects[1] as sheet_id from requirement
      where catalog_id = of_catalog and modal_verb is not null and cardinality(target_objects) > 0) named
    on conflict do nothing;
    insert into catalog_layer (catalog_id, id, title, position)
    select of_catalog, x.id, x.id, x.position from (
      select 'Informationsverbund' as id, 0 as position
        where exists (select from requirement where catalog_id = of_catalog and baustein_id is null
          and sheet_id is not null)
      union all
      select id, position + 1 from target_object_category where catalog_id = of_catalog and parent_id is null) x
    on conflict do nothing;
    insert into baustein (catalog_id, id, title, layer, implementation_order, scope, responsible, further_roles,
      position)
    with recursive tree(id, layer, position) as (
      select id, id, array[position] from target_object_category where catalog_id = of_catalog and parent_id is null
      union all
      select c.id, t.layer, t.position || c.position from tree t
        join target_object_category c on c.catalog_id = of_catalog and c.parent_id = t.id
    )
    select of_catalog, x.id, x.id, x.layer, case x.id when 'Informationsverbund' then 'R1' else 'R2' end,
      case x.layer when 'Informationsverbund' then 'domain' else 'category' end, '', '{}',
      row_number() over (order by x.position)
    from (
      select id, id as layer, array[-1] as position from catalog_layer
        where catalog_id = of_catalog and id = 'Informationsverbund'
      union all select id, layer, position from tree) x
    on conflict do nothing;
  end $$`,
  `select put_category_sheets(id)
    from (select id from catalog where kind = 'controls' order by origin = 'profile', id offset 0) c`,
  ...[
    refreshSheets,
    ...planTriggers.filter((text) => text.startsWith('create function refresh_measures(')),
  ].map((text) =>
    text
      .replace('create function', 'create or replace function')
      .replaceAll('r.baustein_id', 'r.sheet_id')
      .replaceAll('r.level', 'r.sheet_level'),
  ),
];
