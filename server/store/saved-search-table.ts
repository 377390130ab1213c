import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { SavedSearchInput } from '../contract/event-analysis.js';

export interface SavedSearchTable {
  id: Generated<string>;
  tenant_id: string;
  account_id: string;
  name: string;
  shared: boolean;
  search: JSONColumnType<SavedSearchInput['search']>;
  updated_at: ColumnType<Date, Date, Date>;
}
