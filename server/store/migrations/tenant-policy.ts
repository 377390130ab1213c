/** The role that the API's connections have: no owner of anything, and without BYPASSRLS. */
export const appRole = 'grundwacht_app';

/** What the API may do with a table. */
export type Access = 'select' | 'insert' | 'update' | 'delete';

const everything: readonly Access[] = ['select', 'insert', 'update', 'delete'];

/**
 * Statements that separate the tenants in a table with `tenant_id`: the API's role sees and writes rows of the tenants
 * that its connection was given, and none without any; the owner, who migrates and works in the background, sees all
 * when its connection says so, and is not exempt (FORCE). A sub-select is evaluated once a statement.
 * @param options column: that holds the tenant's id; access: what the API may do with rows of its tenants
 */
export function tenantPolicy(
  table: string,
  { column = 'tenant_id', access = everything }: { column?: string; access?: readonly Access[] } = {},
): string[] {
  return separated(table, `${column} = any((select grundwacht_tenants())::text[])`, access);
}

/**
 * The same for a table without `tenant_id` whose rows belong to rows of another one.
 * @param column that refers to the other table's `id`
 * @param parent the other table, which has a policy
 */
export function childPolicy(table: string, column: string, parent: string, access = everything): string[] {
  return separated(table, `${column} in (select id from ${parent})`, access);
}

/**
 * Statements that let the API's role work with a table that belongs to no tenant.
 * @param access `select` alone for what only the program itself writes
 */
export function appTable(table: string, access = everything): string[] {
  return [`grant ${access.join(', ')} on ${table} to ${appRole}`];
}

function separated(table: string, own: string, access: readonly Access[]): string[] {
  const all = '(select grundwacht_every_tenant())';
  return [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy tenant_rows on ${table} to ${appRole} using (${own}) with check (${own})`,
    `create policy owner_rows on ${table} to current_user using (${all}) with check (${all})`,
    ...appTable(table, access),
  ];
}
