import type { ColumnType, Generated } from 'kysely';

type Instant = ColumnType<Date, Date, Date>;
type Unset = ColumnType<Date | null, never, Date>;

export interface AccountTotpTable {
  account_id: string;
  /** Sealed with the installation's key. */
  secret: Buffer;
  created_at: Instant;
  /** Time step of the last code that was taken. */
  last_step: number;
}

export interface AccountPasskeyTable {
  id: Generated<string>;
  account_id: string;
  /** Base64url. */
  credential_id: string;
  /** The host that it was made for. */
  rp_id: string;
  /** COSE key. */
  public_key: Buffer;
  counter: number;
  transports: string[];
  name: string;
  created_at: Instant;
  last_used_at: Unset;
}

export interface AccountRecoveryCodeTable {
  account_id: string;
  /** SHA-256 of account and code. */
  code_hash: Buffer;
}

export interface IdentityTables {
  account_totp: AccountTotpTable;
  account_passkey: AccountPasskeyTable;
  account_recovery_code: AccountRecoveryCodeTable;
}
