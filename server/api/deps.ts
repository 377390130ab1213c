import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Kysely } from 'kysely';
import type { AccessibilityFacts } from '../contract/accessibility.js';
import type { RuleInfo, RuleProblem } from '../contract/detection.js';
import type { EventStore } from '../contract/event-store.js';
import type { ChannelSecrets, TestResult } from '../contract/notification-channels.js';
import type { RuleImport, RuleImportResult, RuleTextPair } from '../contract/rule-import.js';
import type { RuleSet } from '../contract/rule-state.js';
import type { SystemHealth } from '../contract/system.js';
import type { RuleSource } from '../detect/rules.js';
import type { Signer } from '../evidence/signer.js';
import type { OidcClient } from '../identity/oidc/client.js';
import type { OidcTerms } from '../identity/oidc/sign-in.js';
import type { SecondFactorPolicy } from '../identity/second-factor-policy.js';
import type { SecretKey } from '../identity/secret-box.js';
import type { SessionLimits } from '../identity/sessions.js';
import type { LoginThrottle, ThrottleLimits } from '../identity/throttle.js';
import type { ChannelRow } from '../store/notification-channels.js';
import type { Database } from '../store/tables.js';
import type { IdentityState } from './identity-context.js';
import type { LiveLimits } from './live-connection.js';
import type { LiveHub } from './live-hub.js';
import type { RequestLimits } from './rate-limits.js';

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

/** Reviews editions of rule sets, and takes them over. */
export interface RuleImportService {
  /**
   * @param source a .zip's content with its name, or the name of a folder or .zip in the data folder's `import`
   * @throws GrundwachtError VALIDATION for what is no archive of rules, or beyond the limits
   */
  review(set: string, source: { name: string; content?: Buffer }, by: string): Promise<RuleImport>;
  /** Names of folders and archives in the data folder's `import`. */
  sources(): Promise<string[]>;
  /** @throws GrundwachtError NOT_FOUND, for this and the ones below */
  get(id: string): RuleImport;
  texts(id: string, rule: string): RuleTextPair;
  /** Files of changed and added rules, before or after. */
  files(id: string, edition: 'before' | 'after', rules: readonly string[]): RuleSource[];
  /** Takes the accepted differences over, as one act; in force when this resolves. */
  apply(id: string, accepted: readonly string[]): Promise<RuleImportResult>;
  /** Takes the last installation of a set back; in force when this resolves. */
  undo(set: string): Promise<RuleImportResult>;
  /** Whether it can be. */
  undoable(set: string): Promise<boolean>;
}

/** What sends notifications. */
export interface NotificationService {
  /** Seals what a channel keeps secret. */
  seal(secrets: ChannelSecrets, channel: string): Buffer;
  /** @throws GrundwachtError CONFIG_INVALID when the key is another one */
  open(sealed: Buffer, channel: string): ChannelSecrets;
  /** Sends a test message over a channel now. */
  test(channel: ChannelRow): Promise<TestResult>;
  /** Hears that a channel or its messages were changed: what waits is tried at once. */
  changed(channel: string): void;
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

/** The OpenID provider at which people log in. */
export interface OidcDeps {
  client: OidcClient;
  terms: OidcTerms;
  /** Of the button; empty: a general one. */
  title: string;
  /** Whether logging out ends the session at the provider, too. */
  endSession: boolean;
}

/** How the installation is, and its backups. */
export interface SystemService {
  health(): Promise<SystemHealth>;
  /** @throws GrundwachtError CONFIG_INVALID without a target, CONFLICT while one is made */
  backUp(): Promise<{ name: string; faults: string[] }>;
}

/** What the API serves from. */
export interface ApiDeps {
  /** Sees the tenants of the request that a query is made for, and nothing of a tenant without one. */
  db: Kysely<Database>;
  /**
   * The program's own, which sees every tenant: for what belongs to none (accounts, catalogues) and for operating
   * tenants. A test lists the files that use it.
   */
  system: Kysely<Database>;
  events: EventStore;
  rules: LoadedRules;
  /**
   * Takes the rules as they are now, without losing state or events.
   * @throws GrundwachtError FILE_UNREADABLE; the old rules stay then
   */
  reloadRules?(): Promise<RuleReload>;
  /** Hears that a decision about rules was stored; resolves when it is in force. */
  policiesChanged?(): Promise<void>;
  /** Reviews editions of rule sets; undefined where none are installed. */
  ruleImports?: RuleImportService;
  /** Hears that rules written in the dashboard were changed; resolves when they are in force. */
  ownRulesChanged?(): Promise<void>;
  /** Measures signals and drills rules; undefined where nothing is measured. */
  signals?: SignalService;
  /** Hears that lists of indicators have changed; resolves when events are compared with them as they are now. */
  indicatorsChanged?(): Promise<void>;
  /** Hears that pseudonymised monitoring was changed; resolves when it holds for the records that come. */
  pseudonymsChanged?(): Promise<void>;
  hub: LiveHub;
  evidence: EvidenceDeps;
  /** Sends notifications; undefined where nothing is sent. */
  notifications?: NotificationService;
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
  /** Undefined where nobody looks after an installation, as in tests. */
  installation?: SystemService;
  /** Folder for the files of exports; without it nothing can be exported. */
  exportFolder?: string;
  /** Folder of the built dashboard; none is served when it is undefined or absent. */
  dashboard?: string;
  /** Further plugins whose routes belong into the authenticated scope below /api/v1. */
  authenticated?: readonly FastifyPluginAsync[];
  sessionLimits?: SessionLimits;
  /** Which accounts must have a second factor; default: none. */
  requireSecondFactor?: SecondFactorPolicy;
  /** Seals secrets of accounts; without one, one that is gone with the process. */
  secretKey?: SecretKey;
  /** Whether people log in by user name and password; default: yes. */
  localLogin?: boolean;
  /** The OpenID provider at which people log in; undefined: none. */
  oidc?: OidcDeps;
  /** Where people open the dashboard (scheme, host and port); empty or undefined: where the request came to. */
  origin?: string;
  throttleLimits?: ThrottleLimits;
  requestLimits?: RequestLimits;
  /** What the accessibility statement says of this installation. */
  accessibility?: AccessibilityFacts;
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
  requireSecondFactor: SecondFactorPolicy;
  secretKey: SecretKey;
  localLogin: boolean;
  identity: IdentityState;
  throttle: LoginThrottle;
  now(): number;
}

/** A plugin with routes of one resource. */
export type RoutePlugin = FastifyPluginAsyncTypebox<{ deps: RouteDeps }>;

/** The same, given more to work with. */
export type RoutePluginWith<More> = RoutePlugin extends (
  scope: infer S,
  options: infer O,
  ...rest: never[]
) => infer R
  ? (scope: S, options: O & More) => R
  : never;
