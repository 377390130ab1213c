import type { SelectQueryBuilder } from 'kysely';
import type { AlertSelection } from '../contract/alert.js';
import { GrundwachtError } from '../contract/errors.js';
import type { Database } from './tables.js';

/**
 * @param asker user name of who `assigned: me` means
 * @returns the query narrowed to the alerts of a selection
 * @throws GrundwachtError VALIDATION when it names an assignee twice
 */
export function filtered<Row>(
  select: SelectQueryBuilder<Database, 'alert', Row>,
  { state, level, rule, entity, q, from, to, assignee, assigned, tenant }: AlertSelection,
  asker: string,
): SelectQueryBuilder<Database, 'alert', Row> {
  let out = select;
  if (tenant !== undefined) out = out.where('tenant_id', '=', tenant);
  if (state !== undefined && state.length > 0) out = out.where('state', 'in', state);
  if (level !== undefined && level.length > 0) out = out.where('rule_level', 'in', level);
  if (rule !== undefined) out = out.where('rule_id', '=', rule);
  if (entity !== undefined) out = out.where('entity_value', '=', entity);
  if (from !== undefined) out = out.where('last_seen', '>=', new Date(from));
  if (to !== undefined) out = out.where('last_seen', '<', new Date(to));
  if (assignee !== undefined && assigned !== undefined) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/assigned',
      message: 'give it or /assignee, not both',
    });
  }
  if (assigned === 'nobody') out = out.where('assignee', 'is', null);
  else if (assigned === 'me') out = out.where('assignee', '=', asker);
  else if (assignee !== undefined) out = out.where('assignee', '=', assignee);
  if (q !== undefined && q !== '') {
    const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    out = out.where((where) =>
      where.or([
        where('rule_title', 'ilike', pattern),
        where('rule_title_de', 'ilike', pattern),
        where('entity_value', 'ilike', pattern),
      ]),
    );
  }
  return out;
}
