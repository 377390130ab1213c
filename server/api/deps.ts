import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Kysely } from 'kysely';
import type { RuleInfo, RuleProblem } from '../contract/detection.js';
import type { EventStore } from '../contract/event-store.js';
import type { RuleSet } from '../contract/rule-state.js';
import type { RuleSource } from '../detect/rules.js';
import type { Signer } from '../evidence/signer.js';
import type { SessionLimits } from '../identity/sessions.js';
import type { LoginThrottle, ThrottleLimits } from '../identity/throttle.js';
import type { Database } from '../store/tables.js';
import type { LiveLimits } from './live-connection.js';
import type { LiveHub } from './live-hub.js';

/** The rules in force and the faults of those that could not be loaded. */
export interface LoadedRules {
  readonly rules: readonly RuleInfo[];
  readonly problems: readonly RuleProblem[];
  /** What they were loaded from. */
  readonly sets?: readonly RuleSet[];
  /** Log source pipelines as text; undefined: the program's. */
  readonly pipelines?: readonly RuleSource[];
  /** Files with Sigma filters, which apply to rules under trial, too. */
  readonly filters?: readonly RuleSource[];
  /** Ids of rules that the configuration switches off. */
  readonly disabled?: readonly string[];
  /** Rules that are not evaluated because they threw, took too much time, or ended a thread. */
  readonly quarantined?: readonly {
    /** Rule id. */
    rule: string;
    reason: 'error' | 'time' | 'hang' | 'crash';
    detail: string;
    /** Milliseconds since the epoch. */
    since: number;
  }[];
  /**
   * Lets a rule in quarantine run again.
   * @throws GrundwachtError NOT_FOUND
   */
  release?(rule: string): Promise<void>;
}

/** What reading the rules anew did. */
export interface RuleReload {
  /** Rules and correlations that run now. */
  rules: number;
  /** Faults of others. */
  problems: number;
  /** Correlations that went on with their state. */
  restored: number;
  /** Ids of correlations whose state is gone, because they are gone or have changed. */
  dropped: string[];
}

/** What measures signals. */
export interface SignalService {
  /**
   * Measures one signal now, after those that are being measured.
   * @throws whatever kept it from being measured; it is noted as the signal's last run, too
   */
  run(tenant: string, signal: string, by: string): Promise<void>;
  /**
   * Begins a fire drill; resolves when its records are on their way.
   * @throws GrundwachtError CONFLICT while one is under way, STORAGE_STALLED
   */
  drill(tenant: string, by: string): Promise<void>;
  /** @returns when it is measured next, milliseconds since the epoch; null: it has no schedule */
  nextRun(signal: string): number | null;
}

/** Where evidence is, and who signs for it. */
export interface EvidenceDeps {
  /** Folder of the files. */
  dir: string;
  /** Bytes of a file at most. */
  limit: number;
  signer: Signer;
  /** Whether tree heads get time stamps. */
  stamps: boolean;
}

/** What the API serves from. */
export interface ApiDeps {
  db: Kysely<Database>;
  events: EventStore;
  rules: LoadedRules;
  /**
   * Takes the rules as they are now, without losing state or events.
   * @throws GrundwachtError FILE_UNREADABLE; the old rules stay then
   */
  reloadRules?(): Promise<RuleReload>;
  /** Hears that a decision about rules was stored; resolves when it is in force. */
  policiesChanged?(): Promise<void>;
  /** Measures signals and drills rules; undefined where nothing is measured. */
  signals?: SignalService;
  /** Hears that lists of indicators have changed; resolves when events are compared with them as they are now. */
  indicatorsChanged?(): Promise<void>;
  hub: LiveHub;
  evidence: EvidenceDeps;
  /** Folder that files of scans are kept in; without one none are taken. */
  dataFolder?: string;
  /** Whether the session cookie is for https only; `auto`: when the request came by https. */
  cookieSecure: boolean | 'auto';
  /** Of this program. */
  version: string;
  /** Whether the whole program is ready to work; asked at every health check. */
  ready(): boolean;
  /** Further facts for the health answer: numbers and states, nothing secret or personal (it is public). */
  health?(): Record<string, unknown>;
  /** Folder for the files of exports; without it nothing can be exported. */
  exportFolder?: string;
  /** Folder of the built dashboard; none is served when it is undefined or absent. */
  dashboard?: string;
  /** Further plugins whose routes belong into the authenticated scope below /api/v1. */
  authenticated?: readonly FastifyPluginAsync[];
  sessionLimits?: SessionLimits;
  throttleLimits?: ThrottleLimits;
  live?: Partial<LiveLimits>;
  /** Hears that a tenant's records are to be stored no more, before what is stored is removed. */
  tenantRemoved?(tenant: string): void;
  /** Hears that tokens of collectors have become worthless. */
  collectorsRevoked?(): void;
  /** Clock, milliseconds since the epoch. */
  now?(): number;
}

/** The same with the defaults filled in: what the routes work with. */
export interface RouteDeps extends ApiDeps {
  sessionLimits: SessionLimits;
  throttle: LoginThrottle;
  now(): number;
}

/** A plugin with routes of one resource. */
export type RoutePlugin = FastifyPluginAsyncTypebox<{ deps: RouteDeps }>;
