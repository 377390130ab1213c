import type { Level } from './detection.js';

/** A tenant's decisions as the engine takes them: plain JSON, fit to be posted to a worker. */
export interface TenantPolicyState {
  tenant: string;
  /** Names of the sets that are not in force. */
  sets_off: string[];
  rules: {
    rule: string;
    enabled: boolean;
    level: Level | null;
    /** `expires`: receipt time, milliseconds since the epoch, from which on it has no effect. */
    exceptions: { id: string; detection: string; expires: number | null }[];
  }[];
}

/** The decisions of all tenants. */
export interface PolicyState {
  /** Ids of rules that the configuration switches off everywhere. */
  disabled: string[];
  tenants: TenantPolicyState[];
}

export const noPolicyState: PolicyState = { disabled: [], tenants: [] };
