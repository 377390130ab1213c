import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import {
  Reveal,
  RevealApproval,
  Revealed,
  RevealInput,
  RevealRefusal,
  RevealReport,
  RevealView,
} from '../contract/pseudonym.js';
import { hasRoleIn, permissions } from '../identity/roles.js';
import { recordAct } from '../store/audit-trail.js';
import {
  countView,
  decideReveal,
  getReveal,
  listReveals,
  type RevealReader,
  requestReveal,
} from '../store/pseudonym-reveals.js';
import type { RoutePlugin } from './deps.js';
import { WholeList } from './page.js';
import { openSide } from './pseudonym-keys.js';
import { RevealGrants } from './reveal-grants.js';
import { csvOfReport, Month, readReport } from './reveal-report.js';
import { openRevealable, readRevealable, sealedParts } from './revealable.js';
import { checkTenant } from './rule-facts.js';
import { tenantQuery } from './rules.js';

const tags = ['reveals'];
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const ReportQuery = Type.Object({ ...tenantQuery.properties, month: Month }, { additionalProperties: false });

const plugin: RoutePlugin = async (scope, { deps }) => {
  const grants = new RevealGrants();
  const readerOf = ({ session }: FastifyRequest): RevealReader => {
    const now = deps.now();
    return { username: session.user.username, now, isReady: (id) => grants.has(id, now) };
  };
  await scope.register(requesting, { deps, grants, readerOf });
  await scope.register(deciding, { deps, grants, readerOf });
  await scope.register(reporting, { deps, grants, readerOf });
};

interface RevealDeps {
  deps: Parameters<RoutePlugin>[1]['deps'];
  grants: RevealGrants;
  readerOf(request: FastifyRequest): RevealReader;
}
type RevealPlugin = (scope: Parameters<RoutePlugin>[0], parts: RevealDeps) => Promise<void>;

/** Reveals of pseudonyms by two people. */
export const revealRoutes = fp(plugin, { name: 'reveal-routes', dependencies: ['access'] });

const requesting: RevealPlugin = async (scope, { deps, grants, readerOf }) => {
  scope.get(
    '/reveals',
    {
      config: { roles: permissions['reveals.read'] },
      schema: {
        tags,
        summary: 'Reveals, latest first: those who decide see all, others their own',
        querystring: tenantQuery,
        response: { 200: WholeList(Reveal) },
      },
    },
    async (request) => {
      const { tenant } = request.query;
      const { user } = request.session;
      const decides = hasRoleIn(user, tenant, permissions['reveals.decide']);
      const mine = decides ? {} : { by: user.username };
      return { items: await listReveals(deps.db, tenant, readerOf(request), mine), next: null };
    },
  );

  scope.post(
    '/reveals',
    {
      config: { roles: permissions['reveals.request'] },
      schema: {
        tags,
        summary: 'Ask for a pseudonym or an alert to be revealed',
        querystring: tenantQuery,
        body: RevealInput,
        response: { 201: Reveal },
      },
    },
    async (request, reply) => {
      const { body, query } = request;
      const { tenant } = query;
      await checkTenant(deps, tenant);
      const { title } = await readRevealable(deps.db, tenant, body.object);
      const reader = readerOf(request);
      const reveal = await deps.db.transaction().execute(async (trx) => {
        const made = await requestReveal(trx, tenant, body, title, reader);
        const { reason, legal_basis, legal_text, object } = made;
        const details = { object, reason, legal_basis, legal_text };
        await recordAct(trx, {
          tenant,
          by: reader.username,
          action: 'reveal.requested',
          object: made.id,
          details,
          at: reader.now,
        });
        return made;
      });
      reply.status(201);
      return reveal;
    },
  );

  scope.post(
    '/reveals/:id/view',
    {
      config: { roles: permissions['reveals.request'] },
      schema: {
        tags,
        summary:
          'See in clear what was approved; for who asked, until it is over, with the passphrase of the requesting side',
        params: Id,
        querystring: tenantQuery,
        body: RevealView,
        response: { 200: Revealed },
      },
    },
    async (request, reply) => {
      const { params, query, body } = request;
      const { tenant } = query;
      const reader = readerOf(request);
      const reveal = await getReveal(deps.db, tenant, params.id, reader);
      if (!reveal.mine) throw new GrundwachtError('FORBIDDEN', 'only who asked may see it');
      if (reveal.state !== 'approved')
        throw new GrundwachtError('CONFLICT', {
          message: 'the reveal is {state}',
          values: { state: reveal.state },
        });
      if (!reveal.ready)
        throw new GrundwachtError(
          'CONFLICT',
          'the program was restarted since the approval; have it approved again',
        );
      const key = await openSide(deps, request, { tenant, side: 'requester', secret: body.passphrase });
      const revealable = await readRevealable(deps.db, tenant, reveal.object);
      const opened = openRevealable(revealable, { tenant, reveal: reveal.id, grants, now: reader.now }, key);
      await deps.db.transaction().execute(async (trx) => {
        await countView(trx, tenant, reveal.id, reader.now);
        const details = { pseudonyms: opened.pseudonyms.length, records: opened.records.length };
        await recordAct(trx, {
          tenant,
          by: reader.username,
          action: 'reveal.viewed',
          object: reveal.id,
          details,
          at: reader.now,
        });
      });
      reply.header('cache-control', 'no-store');
      return { reveal: await getReveal(deps.db, tenant, params.id, reader), ...opened };
    },
  );
};

const deciding: RevealPlugin = async (scope, { deps, grants, readerOf }) => {
  scope.post(
    '/reveals/:id/approve',
    {
      config: { roles: permissions['reveals.decide'], fresh: true },
      schema: {
        tags,
        summary:
          'Approve a reveal that somebody else asked for, for a limited time, with the passphrase of the approving side',
        params: Id,
        querystring: tenantQuery,
        body: RevealApproval,
        response: { 200: Reveal },
      },
    },
    async (request) => {
      const { params, query, body } = request;
      const { tenant } = query;
      const reader = readerOf(request);
      const { object } = await getReveal(deps.db, tenant, params.id, reader);
      const key = await openSide(deps, request, { tenant, side: 'approver', secret: body.passphrase });
      const parts = sealedParts(await readRevealable(deps.db, tenant, object));
      const expires = reader.now + body.minutes * 60_000;
      const { minutes, reason } = body;
      await deps.db.transaction().execute(async (trx) => {
        await decideReveal(trx, tenant, params.id, { state: 'approved', reason, expires }, reader);
        const details = { minutes, reason, object };
        await recordAct(trx, {
          tenant,
          by: reader.username,
          action: 'reveal.approved',
          object: params.id,
          details,
          at: reader.now,
        });
        // While the row is locked: of two who approve at once the second one finds it ready.
        grants.grant(params.id, parts, key, expires);
      });
      return getReveal(deps.db, tenant, params.id, readerOf(request));
    },
  );

  scope.post(
    '/reveals/:id/refuse',
    {
      config: { roles: permissions['reveals.decide'] },
      schema: {
        tags,
        summary: 'Refuse a reveal that somebody else asked for',
        params: Id,
        querystring: tenantQuery,
        body: RevealRefusal,
        response: { 200: Reveal },
      },
    },
    async (request) => {
      const { params, query, body } = request;
      const { tenant } = query;
      const reader = readerOf(request);
      return deps.db.transaction().execute(async (trx) => {
        const decision = { state: 'refused' as const, reason: body.reason, expires: null };
        const refused = await decideReveal(trx, tenant, params.id, decision, reader);
        const details = { reason: body.reason };
        await recordAct(trx, {
          tenant,
          by: reader.username,
          action: 'reveal.refused',
          object: params.id,
          details,
          at: reader.now,
        });
        return refused;
      });
    },
  );
};

const reporting: RevealPlugin = async (scope, { deps, readerOf }) => {
  const config = { roles: permissions['reveals.report'] };
  scope.get(
    '/reveals/report',
    {
      config,
      schema: {
        tags,
        summary: 'What was asked, approved, refused and seen in a month: for the works council',
        querystring: ReportQuery,
        response: { 200: RevealReport },
      },
    },
    async (request) => readReport(deps.db, request.query, readerOf(request)),
  );

  scope.get(
    '/reveals/report/export',
    {
      config,
      schema: {
        tags,
        summary: 'The same as CSV',
        querystring: ReportQuery,
        response: { 200: Type.String() },
      },
    },
    async (request, reply) => {
      const report = await readReport(deps.db, request.query, readerOf(request));
      reply.type('text/csv; charset=utf-8');
      reply.header(
        'content-disposition',
        `attachment; filename="reveals-${report.tenant}-${report.month}.csv"`,
      );
      return csvOfReport(report);
    },
  );
};
