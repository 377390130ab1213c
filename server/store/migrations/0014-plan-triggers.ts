/** Of 0014-risk-plan: what keeps the implementation plan as the check has it. */
export const planTriggers = [
  // Gaps of the check become measures, and measures of gaps that are none any more are closed. Of what is being removed
  // with its tenant or domain nothing is written.
  `create function refresh_measures(of_scopes uuid[], of_catalogs text[], of_bausteine text[]) returns void
  language plpgsql as $$
  declare
    scopes uuid[];
    catalogs text[];
    bausteine text[];
  begin
    select array_agg(s), array_agg(c), array_agg(b) into scopes, catalogs, bausteine from (
      select s, c, b from unnest(of_scopes, of_catalogs, of_bausteine) t(s, c, b)
      union select m.id, c, b from unnest(of_scopes, of_catalogs, of_bausteine) t(s, c, b)
        join target_object g on g.id = t.s and g.is_group
        join target_object m on m.tenant_id = g.tenant_id and m.domain_id = g.domain_id and m.group_id = g.id
    ) touched;
    insert into measure as m (tenant_id, domain_id, origin, catalog_id, baustein_id, requirement_id, target_object_id,
      level, check_status, check_date, title, description, derived_priority, responsible, cost_once, cost_yearly,
      deadline, state, reason, created_at, version, updated_at, updated_by)
    select a.tenant_id, a.domain_id, 'check', a.catalog_id, a.baustein_id, a.requirement_id, a.target_object_id,
      r.level, a.status, a.assessed_on, '', '',
      case r.level when 'B' then 0 when 'S' then 3 else 6 end + right(b.implementation_order, 1)::int,
      a.responsible, coalesce(a.cost_once, 0), coalesce(a.cost_yearly, 0), a.due, 'open', '',
      a.updated_at, 1, a.updated_at, a.updated_by
    from unnest(scopes, catalogs, bausteine) t(scope_id, catalog_id, baustein_id)
    -- offset 0: answers are looked up by their scope, whatever the planner believes before the table is analysed.
    cross join lateral (
      select * from assessment
      where scope_id = t.scope_id and catalog_id = t.catalog_id and baustein_id = t.baustein_id
        and status in ('partial', 'no') offset 0) a
    join tenant on tenant.id = a.tenant_id
    join isms_domain d on d.tenant_id = a.tenant_id and d.id = a.domain_id
    join requirement r on r.catalog_id = a.catalog_id and r.id = a.requirement_id
    join baustein b on b.catalog_id = a.catalog_id and b.id = a.baustein_id
    where exists (
      select from check_sheet s
      where s.scope_id = a.scope_id and s.catalog_id = a.catalog_id and s.baustein_id = a.baustein_id)
    on conflict (scope_id, catalog_id, requirement_id) where requirement_id is not null do update set
      check_status = excluded.check_status,
      check_date = excluded.check_date,
      -- A gap that was assessed anew and is still there was not closed by what was done.
      state = case when m.check_status <> excluded.check_status
          or (m.state = 'done' and m.check_date is distinct from excluded.check_date)
        then case when m.closed_at is null then m.state else 'open' end else m.state end,
      closed_at = case when m.check_status <> excluded.check_status
          or (m.state = 'done' and m.check_date is distinct from excluded.check_date)
        then null else m.closed_at end,
      accepted_by = case when m.check_status <> excluded.check_status then null else m.accepted_by end,
      accepted_at = case when m.check_status <> excluded.check_status then null else m.accepted_at end,
      responsible = case when m.responsible = '' then excluded.responsible else m.responsible end,
      deadline = coalesce(m.deadline, excluded.deadline),
      cost_once = case when m.cost_once = 0 then excluded.cost_once else m.cost_once end,
      cost_yearly = case when m.cost_yearly = 0 then excluded.cost_yearly else m.cost_yearly end,
      version = m.version + 1,
      updated_at = excluded.updated_at,
      updated_by = excluded.updated_by
    where (m.check_status, m.check_date) is distinct from (excluded.check_status, excluded.check_date)
      or (m.responsible = '' and excluded.responsible <> '')
      or (m.deadline is null and excluded.deadline is not null)
      or (m.cost_once = 0 and excluded.cost_once <> 0)
      or (m.cost_yearly = 0 and excluded.cost_yearly <> 0);
    update measure m set
      check_status = 'closed',
      state = case
        when m.closed_at is not null then m.state
        when a.status = 'yes' then 'done'
        when a.dispensable_as = 'risk_accepted' and m.level <> 'B' then 'accepted'
        else 'obsolete' end,
      reason = case when m.closed_at is null and a.status = 'dispensable' then a.reason else m.reason end,
      accepted_by = case when m.closed_at is null and a.dispensable_as = 'risk_accepted' and m.level <> 'B'
        then a.updated_by else m.accepted_by end,
      accepted_at = case when m.closed_at is null and a.dispensable_as = 'risk_accepted' and m.level <> 'B'
        then a.updated_at else m.accepted_at end,
      closed_at = coalesce(m.closed_at, a.updated_at, now()),
      version = m.version + 1,
      updated_at = coalesce(a.updated_at, now()),
      updated_by = coalesce(a.updated_by, m.updated_by)
    from unnest(scopes, catalogs, bausteine) t(scope_id, catalog_id, baustein_id)
    cross join lateral (
      select * from measure
      where scope_id = t.scope_id and catalog_id = t.catalog_id and baustein_id = t.baustein_id
        and requirement_id is not null and check_status <> 'closed' offset 0) x
    join tenant on tenant.id = x.tenant_id
    join isms_domain d on d.tenant_id = x.tenant_id and d.id = x.domain_id
    left join target_object o on o.id = x.target_object_id
    left join lateral (
      select * from assessment
      where scope_id = x.scope_id and catalog_id = x.catalog_id and requirement_id = x.requirement_id offset 0) a
      on true
    where m.id = x.id and (x.target_object_id is null or o.id is not null)
      and (coalesce(a.status, 'open') not in ('partial', 'no') or not exists (
        select from check_sheet s
        where s.scope_id = x.scope_id and s.catalog_id = x.catalog_id and s.baustein_id = x.baustein_id));
  end $$`,
  `create function refresh_measures_of_change() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' then
      perform refresh_measures(array_agg(scope_id), array_agg(catalog_id), array_agg(baustein_id))
        from (select distinct scope_id, catalog_id, baustein_id from new_rows) t having count(*) > 0;
    elsif tg_op = 'DELETE' then
      perform refresh_measures(array_agg(scope_id), array_agg(catalog_id), array_agg(baustein_id))
        from (select distinct scope_id, catalog_id, baustein_id from old_rows) t having count(*) > 0;
    else
      perform refresh_measures(array_agg(scope_id), array_agg(catalog_id), array_agg(baustein_id))
        from (select scope_id, catalog_id, baustein_id from new_rows
          union select scope_id, catalog_id, baustein_id from old_rows) t having count(*) > 0;
    end if;
    return null;
  end $$`,
  // Triggers run in the order of their names: these after those that keep check_sheet.
  ...['baustein_assignment', 'assessment'].flatMap((table) => [
    `create trigger plan_after_${table}_insert after insert on ${table} referencing new table as new_rows
      for each statement execute function refresh_measures_of_change()`,
    `create trigger plan_after_${table}_update after update on ${table}
      referencing old table as old_rows new table as new_rows
      for each statement execute function refresh_measures_of_change()`,
    `create trigger plan_after_${table}_delete after delete on ${table} referencing old table as old_rows
      for each statement execute function refresh_measures_of_change()`,
  ]),
  `create function refresh_measures_of_group() returns trigger language plpgsql as $$
  begin
    perform refresh_measures(array_agg(new.id), array_agg(catalog_id), array_agg(baustein_id))
      from (select distinct catalog_id, baustein_id from assessment where scope_id = new.id) t having count(*) > 0;
    return null;
  end $$`,
  `create trigger target_object_plan_after_group after update of group_id on target_object for each row
    when (old.group_id is distinct from new.group_id) execute function refresh_measures_of_group()`,
  `select refresh_measures(array_agg(scope_id), array_agg(catalog_id), array_agg(baustein_id))
    from (select distinct scope_id, catalog_id, baustein_id from assessment) t having count(*) > 0`,
];
