import type { ColumnType, Generated } from 'kysely';

/** A `timestamptz` with millisecond precision. */
type Instant = ColumnType<Date, Date, Date>;

export interface CollectorCredentialTable {
  id: Generated<string>;
  tenant_id: string;
  collector_id: string;
  kind: 'token' | 'certificate';
  /** SHA-256 of the token, or of the certificate's public key (SubjectPublicKeyInfo, DER). */
  hash: Buffer;
  /** Of the certificate. */
  subject: string | null;
  created_at: Instant;
  /** null: none */
  ends_at: Date | null;
}

/** Whom an OpenID provider vouches for. */
export interface AccountIdentityTable {
  issuer: string;
  subject: string;
  account_id: string;
  created_at: Instant;
  last_login_at: Instant;
}

export interface ApiTokenTable {
  id: Generated<string>;
  tenant_id: string;
  account_id: string;
  name: string;
  /** SHA-256 of the token. */
  hash: Buffer;
  /** Rows of the table of rights. */
  scopes: string[];
  /** Addresses and networks that it may be used from; empty: all. */
  networks: string[];
  created_at: Instant;
  expires_at: Instant;
  last_used_at: ColumnType<Date | null, never, Date>;
  revoked_at: ColumnType<Date | null, never, Date>;
  revoked_by: ColumnType<string | null, never, string>;
}

export interface AccessTables {
  collector_credential: CollectorCredentialTable;
  account_identity: AccountIdentityTable;
  api_token: ApiTokenTable;
}
