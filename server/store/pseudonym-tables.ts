import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { legalBases } from '../contract/pseudonym.js';
import type { PseudonymKind, PseudonymSettings } from '../contract/pseudonym-state.js';

type Instant = ColumnType<Date, Date, Date>;
type MaybeInstant = ColumnType<Date | null, Date | null, Date | null>;

/** Pseudonymised monitoring of one tenant. */
export interface PseudonymModeTable {
  tenant_id: string;
  enabled: boolean;
  since: MaybeInstant;
  settings: JSONColumnType<PseudonymSettings>;
  version: number;
  /** Public keys of the two sides (X25519) and their private ones under a passphrase. */
  requester_public: Buffer | null;
  requester_wrapped: Buffer | null;
  approver_public: Buffer | null;
  approver_wrapped: Buffer | null;
  updated_at: Instant;
}

/** A change that waits for the second person. */
export interface PseudonymProposalTable {
  tenant_id: string;
  enabled: boolean;
  settings: JSONColumnType<PseudonymSettings>;
  reason: string;
  by: string;
  at: Instant;
}

/** The key of one period under the installation's key. */
export interface PseudonymKeyTable {
  tenant_id: string;
  period: string;
  starts_at: Instant;
  sealed: Buffer;
  created_at: Instant;
}

/** What a pseudonym stands for, sealed to both sides. */
export interface PseudonymTable {
  tenant_id: string;
  pseudonym: string;
  kind: PseudonymKind;
  period: string;
  sealed: Buffer;
}

export interface PseudonymRevealTable {
  id: Generated<string>;
  tenant_id: string;
  object_kind: 'pseudonym' | 'alert';
  object: string;
  title: string | null;
  reason: string;
  legal_basis: (typeof legalBases)[number];
  legal_text: string;
  requested_by: string;
  requested_at: Instant;
  state: 'requested' | 'approved' | 'refused';
  decided_by: string | null;
  decided_at: MaybeInstant;
  decision_reason: string | null;
  expires_at: MaybeInstant;
  views: Generated<number>;
  first_viewed_at: MaybeInstant;
}

export interface PseudonymTables {
  pseudonym_mode: PseudonymModeTable;
  pseudonym_proposal: PseudonymProposalTable;
  pseudonym_key: PseudonymKeyTable;
  pseudonym: PseudonymTable;
  pseudonym_reveal: PseudonymRevealTable;
}
