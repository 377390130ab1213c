import type { FastifyRequest } from 'fastify';
import type { User } from '../contract/identity.js';
import { type Act, providerLog, recordActs } from '../store/audit-trail.js';
import { withTenants } from '../store/tenant-scope.js';
import { type Account, findUserByName } from '../store/users.js';
import type { RouteDeps } from './deps.js';
import { RepeatedReads } from './repeated-reads.js';

interface Recorded {
  /** In the audit trail, one for each tenant. */
  ids: readonly number[];
  said: Omit<Act, 'tenant'>;
  tenants: readonly (string | null)[];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A GET that gives out data of persons: who calls it is kept in the audit trail. */
    personal?: boolean;
  }
  interface FastifyRequest {
    /** The record of a call that changes something, once it was written. */
    act: Recorded | null;
  }
}

const prefix = '/api/v1/';
const verbs: Record<string, string> = { GET: 'read', HEAD: 'read' };

/** Writes calls to the audit trail. */
export class AuditHook {
  readonly #deps: RouteDeps;
  readonly #reads = new RepeatedReads();

  constructor(deps: RouteDeps) {
    this.#deps = deps;
  }

  /**
   * Before the handler runs: whatever happens then, there is no act and no read without its record. When the record
   * cannot be written the call fails.
   */
  async before(request: FastifyRequest): Promise<void> {
    if (!isKept(request)) return;
    const said = this.#said(request, {});
    const tenants = tenantsOf(request);
    if (isRead(request)) await this.#once(request, said, tenants);
    else request.act = await this.#write(said, tenants);
  }

  /** A call that the role does not allow, there or in that tenant. */
  async refused(request: FastifyRequest, code: string): Promise<void> {
    const session: FastifyRequest['session'] | undefined = request.session;
    if (code !== 'FORBIDDEN' || session === undefined || request.act !== null || !isKept(request)) return;
    await this.#once(request, this.#said(request, { refused: code }), tenantsOfUser(session.user));
  }

  async #once(
    request: FastifyRequest,
    said: Omit<Act, 'tenant'>,
    tenants: Recorded['tenants'],
  ): Promise<void> {
    const key = JSON.stringify([request.session.token, said.action, said.object, said.details]);
    if (this.#reads.known(key, said.at)) return;
    try {
      await this.#write(said, tenants);
    } catch (error) {
      this.#reads.forget(key);
      throw error;
    }
  }

  /** Of a call that was recorded before it ran: it did not do what it was to do. */
  async failed(request: FastifyRequest, status: number): Promise<void> {
    const { act } = request;
    if (act === null) return;
    const details = { ...act.said.details, failed: status };
    const at = this.#deps.now();
    await this.#append(
      act.tenants.map((tenant, n) => ({
        ...act.said,
        tenant,
        at,
        details: { ...details, call: act.ids[n] },
      })),
    );
  }

  async #write(said: Omit<Act, 'tenant'>, tenants: Recorded['tenants']): Promise<Recorded> {
    const ids = await this.#append(tenants.map((tenant) => ({ ...said, tenant })));
    return { ids, said, tenants };
  }

  #append(acts: readonly Act[]): Promise<number[]> {
    return appendActs(this.#deps, acts);
  }

  #said(request: FastifyRequest, more: Record<string, unknown>): Omit<Act, 'tenant'> {
    const { url = '' } = request.routeOptions;
    const words = url
      .slice(prefix.length)
      .split('/')
      .filter((word) => word !== '' && !word.startsWith(':'));
    const verb = verbs[request.method] ?? request.method.toLowerCase();
    return {
      by: request.session.user.username,
      action: [...words, verb].join('.'),
      object: pathOf(request).slice(prefix.length),
      details: { ...(isRead(request) ? asked(request) : {}), ...more },
      at: this.#deps.now(),
    };
  }
}

/** In the scope of the logs that the acts go into, which need not be that of the call. */
function appendActs({ db }: RouteDeps, acts: readonly Act[]): Promise<number[]> {
  const logs = new Set(acts.map(({ tenant }) => tenant ?? providerLog));
  return withTenants([...logs], () => recordActs(db, acts));
}

/** The tenants that a call reaches; null: it is about none. */
function tenantsOf(request: FastifyRequest): readonly (string | null)[] {
  const { roles = [] } = request.routeOptions.config;
  if (roles.every((role) => role === 'provider')) return [null];
  const { tenant } = { ...(request.body as object | null), ...(request.query as object) } as {
    tenant?: unknown;
  };
  if (typeof tenant === 'string') return [tenant];
  return request.tenants.length > 0 ? request.tenants : [null];
}

/** Where it is of interest what somebody did to whom no tenant says so; the provider's are of none. */
function tenantsOfUser({ roles, memberships }: Pick<User, 'roles' | 'memberships'>): (string | null)[] {
  const tenants = memberships.map(({ tenant }) => tenant);
  return tenants.length === 0 || roles.includes('provider') ? [...tenants, null] : tenants;
}

/** One's own session is recorded by its routes: they know more. */
function isKept(request: FastifyRequest): boolean {
  const { config, url = '' } = request.routeOptions;
  if (isRead(request)) return config.personal === true;
  return url !== `${prefix}session`;
}

const isRead = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD';
const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0]!;

/** What was asked for, but for which page of it. */
function asked({ query }: FastifyRequest): Record<string, unknown> {
  const { cursor: _cursor, limit: _limit, ...rest } = query as Record<string, unknown>;
  return Object.keys(rest).length === 0 ? {} : { query: rest };
}

/** What a login says in the audit trail. */
interface SessionAct {
  by: string;
  action: 'session.login' | 'session.login-failed' | 'session.logout';
  /** Unknown of a login with no account's name. */
  account?: Pick<Account, 'id' | 'roles' | 'memberships'> | undefined;
  address: string;
  /** Why the provider's word was not enough. */
  reason?: string;
}

/** A login concerns every tenant that the account is a member of. */
export async function recordSession(
  deps: RouteDeps,
  { by, action, account, address, reason }: SessionAct,
): Promise<void> {
  const object = account && `account ${account.id}`;
  const tenants = account === undefined ? [null] : tenantsOfUser(account);
  const said = { by, action, object, details: { address, reason }, at: deps.now() };
  await appendActs(
    deps,
    tenants.map((tenant) => ({ ...said, tenant })),
  );
}

/**
 * A login that failed, after the throttle let it try: so many as that lets through are kept. The name is kept where it
 * is an account's: else it may be a password that was typed into the wrong field.
 */
export async function recordFailedLogin(deps: RouteDeps, username: string, address: string): Promise<void> {
  const account = await findUserByName(deps.db, username);
  const by = account?.username ?? 'unknown';
  await recordSession(deps, { by, action: 'session.login-failed', account, address });
}
