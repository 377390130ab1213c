import type { ColumnType, Generated } from 'kysely';
import type { TargetObjectType } from '../contract/isms.js';
import type { CatalogTables } from './catalog-tables.js';

type Instant = ColumnType<Date, Date, Date>;

export interface TargetObjectTable {
  id: Generated<string>;
  tenant_id: string;
  /** Unique within the tenant. */
  key: string;
  type: TargetObjectType;
  name: string;
  description: string;
  platform: string;
  count: number;
  location: string;
  owner: string;
  hostnames: string[];
  addresses: string[];
  tags: string[];
  /** Grows with every change: optimistic locking. */
  version: number;
  updated_at: Instant;
}

/** The ISMS's part of the database. */
export interface IsmsTables extends CatalogTables {
  target_object: TargetObjectTable;
}
