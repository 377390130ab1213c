import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { TargetObjectType } from '../contract/isms.js';
import type { Derivation, Dimension, NeedEffect, NeedLevel, Scenarios } from '../contract/protection.js';
import type {
  Approach,
  DomainStatus,
  RelationKind,
  StructureAction,
  StructureSubject,
  TargetObjectStatus,
} from '../contract/structure.js';

type Instant = ColumnType<Date, Date, Date>;

/** An Informationsverbund; a tenant has one from the beginning. */
export interface IsmsDomainTable {
  id: Generated<string>;
  tenant_id: string;
  /** Unique within the tenant. */
  key: string;
  name: string;
  description: string;
  approach: Approach;
  /** Of the catalogue it is assessed by; refers to no row, the catalogue may come later. */
  catalog_id: string;
  status: DomainStatus;
  version: number;
  created_at: Instant;
  updated_at: Instant;
}

export interface TargetObjectTable {
  id: Generated<string>;
  tenant_id: string;
  domain_id: string;
  /** Unique within the domain. */
  key: string;
  type: TargetObjectType;
  name: string;
  description: string;
  platform: string;
  count: number;
  location: string;
  users: string;
  owner: string;
  status: TargetObjectStatus;
  /** Stands for objects of one kind, which may be there as its members. A group is in no group. */
  is_group: boolean;
  group_id: string | null;
  hostnames: string[];
  addresses: string[];
  tags: string[];
  /** Grows with every change: optimistic locking. */
  version: number;
  updated_at: Instant;
}

/** `to` is what `from` depends on; at most one relation in each direction between two objects. */
export interface TargetObjectRelationTable {
  id: Generated<string>;
  tenant_id: string;
  domain_id: string;
  from_id: string;
  to_id: string;
  kind: RelationKind;
  note: string;
  version: number;
  updated_at: Instant;
}

/** What people said of an object's protection need in one dimension. */
export interface ProtectionNeedTable {
  tenant_id: string;
  domain_id: string;
  target_object_id: string;
  dimension: Dimension;
  level: NeedLevel | null;
  reason: string;
  scenarios: JSONColumnType<Scenarios>;
  effect: NeedEffect | null;
  effect_level: NeedLevel | null;
  effect_reason: string | null;
  version: number;
  updated_at: Instant;
  updated_by: string;
}

/** One row for every target object, computed; nobody edits it. */
export interface ProtectionNeedEffectiveTable {
  tenant_id: string;
  domain_id: string;
  target_object_id: string;
  confidentiality: NeedLevel;
  integrity: NeedLevel;
  availability: NeedLevel;
  derivation: JSONColumnType<Record<Dimension, Derivation>>;
}

/** A view: who hands its protection need on to whom. */
export interface ProtectionNeedEdgeView {
  tenant_id: string;
  domain_id: string;
  source_id: string;
  target_id: string;
}

/** Every change of the tables above that a person made. */
export interface StructureHistoryTable {
  id: Generated<number>;
  tenant_id: string;
  domain_id: string;
  target_object_id: string | null;
  subject: StructureSubject;
  action: StructureAction;
  at: Instant;
  by: string;
  old: JSONColumnType<object | null>;
  new: JSONColumnType<object | null>;
}

/** The structure analysis's and the protection needs' part of the database. */
export interface StructureTables {
  isms_domain: IsmsDomainTable;
  target_object: TargetObjectTable;
  target_object_relation: TargetObjectRelationTable;
  protection_need: ProtectionNeedTable;
  protection_need_effective: ProtectionNeedEffectiveTable;
  protection_need_edge: ProtectionNeedEdgeView;
  structure_history: StructureHistoryTable;
}
