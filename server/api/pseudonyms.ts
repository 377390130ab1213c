import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import {
  CeremonyReply,
  PassphraseChange,
  PseudonymAcceptance,
  PseudonymMode,
  PseudonymProposalInput,
} from '../contract/pseudonym.js';
import { hasRoleIn, permissions } from '../identity/roles.js';
import { mustBeTwo } from '../identity/second-person.js';
import { wrapKey } from '../pseudonym/passphrase.js';
import { publicOf } from '../pseudonym/seal.js';
import { recordAct } from '../store/audit-trail.js';
import {
  acceptMode,
  proposeMode,
  readPseudonymMode,
  storeSide,
  takeProposal,
} from '../store/pseudonym-mode.js';
import type { RoutePlugin } from './deps.js';
import { checkSettings, makeSide, openSide } from './pseudonym-keys.js';
import { checkTenant } from './rule-facts.js';
import { tenantQuery } from './rules.js';

const tags = ['pseudonyms'];

const plugin: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/pseudonyms',
    {
      config: { roles: permissions['pseudonyms.read'] },
      schema: {
        tags,
        summary: 'Whether monitoring is pseudonymised, what is replaced, and what waits for a second person',
        querystring: tenantQuery,
        response: { 200: PseudonymMode },
      },
    },
    async ({ query: { tenant } }) => {
      await checkTenant(deps, tenant);
      return readPseudonymMode(deps.db, tenant);
    },
  );

  scope.put(
    '/pseudonyms/proposal',
    {
      config: { roles: permissions['pseudonyms.propose'], fresh: true },
      schema: {
        tags,
        summary:
          'Propose to switch the mode on or off or to change it; makes the requesting side a key if it has none',
        querystring: tenantQuery,
        body: PseudonymProposalInput,
        response: { 200: CeremonyReply },
      },
    },
    async ({ query: { tenant }, body, session }) => {
      await checkTenant(deps, tenant);
      checkSettings(body.settings);
      const { side, recovery } = body.enabled
        ? await makeSide(deps, tenant, 'requester', body.passphrase)
        : { side: undefined, recovery: null };
      const author = { by: session.user.username, now: deps.now() };
      await deps.db.transaction().execute(async (trx) => {
        await proposeMode(trx, tenant, body, author, side);
        const details = {
          enabled: body.enabled,
          reason: body.reason,
          settings: body.settings,
          key: side !== undefined,
        };
        await recordAct(trx, {
          tenant,
          by: author.by,
          action: 'pseudonyms.proposed',
          details,
          at: author.now,
        });
      });
      return { mode: await readPseudonymMode(deps.db, tenant), recovery };
    },
  );

  scope.post(
    '/pseudonyms/proposal/accept',
    {
      config: { roles: permissions['pseudonyms.accept'], fresh: true },
      schema: {
        tags,
        summary: 'Put in force what somebody else proposed; makes the approving side a key if it has none',
        querystring: tenantQuery,
        body: PseudonymAcceptance,
        response: { 200: CeremonyReply },
      },
    },
    async ({ query: { tenant }, body, session }) => {
      await checkTenant(deps, tenant);
      const { proposal, enabled: inForce } = await readPseudonymMode(deps.db, tenant);
      const { username } = session.user;
      // The first time protects; what an agreement rests on from then on is not one hand's to change. The same account is
      // told apart where the proposal is put in force.
      if (inForce && proposal !== null && proposal.by !== username)
        await mustBeTwo(deps.system, proposal.by, username);
      const { side, recovery } =
        proposal?.enabled === true
          ? await makeSide(deps, tenant, 'approver', body.passphrase)
          : { side: undefined, recovery: null };
      const author = { by: username, now: deps.now() };
      await deps.db.transaction().execute(async (trx) => {
        const { enabled, settings, by } = await acceptMode(trx, tenant, body.proposed_at, author, side);
        const details = { enabled, settings, proposed_by: by, key: side !== undefined };
        await recordAct(trx, {
          tenant,
          by: author.by,
          action: 'pseudonyms.accepted',
          details,
          at: author.now,
        });
      });
      await deps.pseudonymsChanged?.();
      return { mode: await readPseudonymMode(deps.db, tenant), recovery };
    },
  );

  scope.delete(
    '/pseudonyms/proposal',
    {
      config: { roles: permissions['pseudonyms.withdraw'] },
      schema: {
        tags,
        summary: 'Withdraw what was proposed, or refuse it',
        querystring: tenantQuery,
        response: { 200: PseudonymMode },
      },
    },
    async ({ query: { tenant } }) => {
      await deps.db.transaction().execute((trx) => takeProposal(trx, tenant));
      return readPseudonymMode(deps.db, tenant);
    },
  );

  scope.put(
    '/pseudonyms/passphrase',
    {
      config: { roles: permissions['pseudonyms.read'], fresh: true },
      schema: {
        tags,
        summary: 'Change the passphrase of a side; takes the one that holds, or the printed recovery code',
        querystring: tenantQuery,
        body: PassphraseChange,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { query, body, session } = request;
      const { tenant } = query;
      const { side } = body;
      const holders = permissions[side === 'requester' ? 'pseudonyms.requester-key' : 'pseudonyms.accept'];
      if (!hasRoleIn(session.user, tenant, holders))
        throw new GrundwachtError('FORBIDDEN', {
          message: 'this passphrase is one of the role {holders}',
          values: { holders: holders.join(' or ') },
        });
      const key = await openSide(deps, request, { tenant, side, secret: body.current });
      const wrapped = await wrapKey(key, body.next);
      await deps.db.transaction().execute(async (trx) => {
        await storeSide(trx, tenant, side, { publicKey: publicOf(key), wrapped }, deps.now());
        const act = { tenant, by: session.user.username, action: 'pseudonyms.passphrase-changed' };
        await recordAct(trx, { ...act, object: side, at: deps.now() });
      });
      reply.status(204);
      return null;
    },
  );
};

/** Pseudonymised monitoring: settings and the two sides' keys. */
export const pseudonymRoutes = fp(plugin, { name: 'pseudonym-routes', dependencies: ['access'] });
