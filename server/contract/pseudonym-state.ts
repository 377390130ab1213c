/** What a pseudonym stands for. */
export const pseudonymKinds = ['user', 'sid', 'mail', 'workstation', 'address'] as const;
export type PseudonymKind = (typeof pseudonymKinds)[number];

/** How often a tenant's key is replaced by a new one. */
export const rotations = ['month', 'quarter', 'year'] as const;
export type Rotation = (typeof rotations)[number];

/** What is replaced in a tenant's events before anything sees them. */
export interface PseudonymSettings {
  /** Names of accounts of persons. */
  users: boolean;
  /** Security identifiers of domain accounts with a relative identifier of 1000 or more. */
  sids: boolean;
  /** Addresses of electronic mail. */
  mails: boolean;
  /** Names of persons' computers, as patterns with `*` and `?`. */
  workstations: string[];
  /** Networks of persons' computers (CIDR). */
  client_networks: string[];
  /** Own fields that hold account names, besides those that are known. */
  user_fields: string[];
  /** Accounts that stay as they are, as patterns with `*` and `?`, besides those that every system has. */
  exempt: string[];
  rotation: Rotation;
}

export const defaultPseudonymSettings: PseudonymSettings = {
  users: true,
  sids: true,
  mails: true,
  workstations: [],
  client_networks: [],
  user_fields: [],
  exempt: ['svc-*', 'svc_*', 'adm-*', 'adm_*'],
  rotation: 'month',
};

/** The key of one period; it holds from its beginning until that of the next one. */
export interface PeriodKey {
  /** `2026-11`, `2026-Q4` or `2026`. */
  period: string;
  /** Receipt of the first event that it is for, milliseconds since the epoch. */
  from: number;
  key: Uint8Array;
}

/** Public keys (X25519, 32 bytes each): what is sealed to both takes both sides to be opened. */
export interface SealingKeys {
  requester: Uint8Array;
  approver: Uint8Array;
}

/** A tenant whose events get pseudonyms. */
export interface ActivePseudonyms {
  tenant: string;
  settings: PseudonymSettings;
  /** Oldest first; at least one. */
  keys: readonly PeriodKey[];
  sealing: SealingKeys;
}

/** A tenant whose events must wait: the keys cannot be had. */
export interface BlockedPseudonyms {
  tenant: string;
  unavailable: string;
}

/** Of all tenants with pseudonymised monitoring. */
export type PseudonymState = readonly (ActivePseudonyms | BlockedPseudonyms)[];

/** A pseudonym that was given, with the clear value for those who may see it together. */
export interface NewPseudonym {
  tenant: string;
  pseudonym: string;
  kind: PseudonymKind;
  period: string;
  sealed: Uint8Array;
}
