import type { ColumnType, Generated } from 'kysely';
import type { Classification, EvidenceKind, EvidenceStated, LeafKind } from '../contract/evidence.js';

type Instant = ColumnType<Date, Date, Date>;
/** Select days as text: the driver would make local midnights of them. */
type Day = ColumnType<Date, string, string>;

/** A file that was uploaded; its bytes are in the data folder. */
export interface EvidenceFileTable {
  tenant_id: string;
  sha256: Buffer;
  size: number;
  /** Media type, as the content shows. */
  type: string;
  uploaded_at: Instant;
  uploaded_by: string;
}

/** The current version of an item. */
export interface EvidenceTable {
  id: Generated<string>;
  tenant_id: string;
  domain_id: string;
  kind: EvidenceKind;
  title: string;
  shows: string;
  effective_on: Day;
  valid_until: ColumnType<Date | null, string | null, string | null>;
  provided_by: string;
  classification: Classification;
  file_sha256: Buffer | null;
  file_name: string | null;
  link: string | null;
  observation_id: string | null;
  withdrawn_at: Instant | null;
  withdrawn_by: string | null;
  withdrawn_reason: string | null;
  created_at: Instant;
  version: number;
  updated_at: Instant;
  updated_by: string;
}

export interface EvidenceRequirementTable {
  evidence_id: string;
  catalog_id: string;
  /** Of a requirement or a sub-requirement. */
  requirement_id: string;
}

export interface EvidenceTargetObjectTable {
  evidence_id: string;
  target_object_id: string;
}

/** Every version as it was said; never changed. */
export interface EvidenceVersionTable {
  evidence_id: string;
  number: number;
  tenant_id: string;
  domain_id: string;
  stated: ColumnType<EvidenceStated, string, never>;
  at: Instant;
  by: string;
}

/** A leaf of a tenant's log; only its position is ever set later. */
export interface MerkleLeafTable {
  /** In the order of arrival. */
  id: Generated<number>;
  tenant_id: string;
  /** In the tree, from 0; null: no tree head covers it yet. */
  position: ColumnType<number | null, never, number>;
  kind: LeafKind;
  reference: string;
  /** Canonical JSON; null: erased. */
  content: string | null;
  content_hash: Buffer;
  salt: Buffer;
  leaf_hash: Buffer;
}

/** Root of a full subtree of 2^level leaves. */
export interface MerkleNodeTable {
  tenant_id: string;
  level: number;
  index: number;
  hash: Buffer;
}

export interface TreeHeadTable {
  tenant_id: string;
  size: number;
  root: Buffer;
  at: Instant;
  /** Signed note (C2SP tlog-checkpoint). */
  note: string;
  /** RFC 3161 time stamp token of the note. */
  token: Buffer | null;
  token_time: Instant | null;
  token_error: string | null;
  token_attempts: Generated<number>;
  token_tried_at: Instant | null;
}

/** Evidence and the log. */
export interface EvidenceTables {
  evidence_file: EvidenceFileTable;
  evidence: EvidenceTable;
  evidence_requirement: EvidenceRequirementTable;
  evidence_target_object: EvidenceTargetObjectTable;
  evidence_version: EvidenceVersionTable;
  merkle_leaf: MerkleLeafTable;
  merkle_node: MerkleNodeTable;
  tree_head: TreeHeadTable;
}
