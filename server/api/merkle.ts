import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import {
  ConsistencyProof,
  InclusionProof,
  type LeafKind,
  LogState,
  leafKinds,
  MerkleLeaf,
  TreeHead,
} from '../contract/evidence.js';
import { logName } from '../evidence/signer.js';
import { permissions } from '../identity/roles.js';
import { listLeaves } from '../store/merkle-leaves.js';
import {
  countLeaves,
  listHeads,
  makeTreeHead,
  newestHead,
  proveConsistency,
  proveInclusion,
} from '../store/tree-heads.js';
import type { RoutePlugin } from './deps.js';
import { checkTenant } from './rule-facts.js';
import { tenantQuery } from './rules.js';

const tags = ['evidence'];
const read = { roles: permissions['isms.read'] };
const verify = { roles: permissions['log.verify'] };
const strict = { additionalProperties: false };
const Size = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Cursor = Type.Optional(
  Type.String({ pattern: '^[1-9][0-9]{0,15}$', description: '`next` of the page before' }),
);
const Limit = Type.Integer({ minimum: 1, maximum: 1000, default: 50 });
const Next = Type.Union([Type.String(), Type.Null()]);

/**
 * What leaves of these kinds say is given out elsewhere alone: the audit trail to fewer roles, and each reading of it is
 * kept; what auditors were given and read to who manages audits.
 */
const withheld: ReadonlySet<LeafKind> = new Set<LeafKind>(['act', 'access']);

const givenOut = (leaf: MerkleLeaf): MerkleLeaf =>
  withheld.has(leaf.kind) ? { ...leaf, content: null } : leaf;

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(logRoutes, { deps, prefix: '/log' });
  await scope.register(proofRoutes, { deps, prefix: '/log' });
};

/** A tenant's append-only log (RFC 9162), below /log. */
export const merkleRoutes = fp(plugin, { name: 'merkle-routes', dependencies: ['access'] });

const logRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db, evidence } = deps;
  scope.get(
    '',
    {
      config: verify,
      schema: {
        tags,
        summary: 'State of the log, and the public key that signs its heads',
        querystring: tenantQuery,
        response: { 200: LogState },
      },
    },
    async ({ query: { tenant } }) => {
      await checkTenant(deps, tenant);
      const { pem, fingerprint } = evidence.signer;
      return {
        key: { name: logName(tenant), pem, fingerprint },
        ...(await countLeaves(db, tenant)),
        head: (await newestHead(db, tenant)) ?? null,
        stamps: evidence.stamps,
      };
    },
  );

  scope.get(
    '/heads',
    {
      config: verify,
      schema: {
        tags,
        summary: 'Signed tree heads, the newest first',
        querystring: Type.Object({ ...tenantQuery.properties, limit: Limit, cursor: Cursor }, strict),
        response: { 200: Type.Object({ items: Type.Array(TreeHead), next: Next }) },
      },
    },
    async ({ query: { tenant, limit, cursor } }) => {
      const items = await listHeads(db, tenant, cursor === undefined ? undefined : Number(cursor), limit + 1);
      const page = items.slice(0, limit);
      return { items: page, next: items.length > limit ? String(page.at(-1)!.size) : null };
    },
  );

  scope.post(
    '/heads',
    {
      config: { roles: permissions['packages.make'] },
      schema: {
        tags,
        summary: 'Sign a head over everything that is in the log by now',
        querystring: tenantQuery,
        response: { 200: TreeHead },
      },
    },
    async ({ query: { tenant } }) => {
      await checkTenant(deps, tenant);
      const head = await makeTreeHead(deps.system, tenant, evidence.signer, deps.now());
      if (head === undefined) throw new GrundwachtError('NOT_FOUND', 'the log is empty');
      return head;
    },
  );

  scope.get(
    '/leaves',
    {
      config: read,
      schema: {
        tags,
        summary: 'Leaves of the log, the latest first',
        querystring: Type.Object(
          {
            ...tenantQuery.properties,
            kind: Type.Optional(Type.Enum(leafKinds)),
            reference: Type.Optional(Type.String({ maxLength: 300 })),
            limit: Limit,
            cursor: Cursor,
          },
          strict,
        ),
        response: { 200: Type.Object({ items: Type.Array(MerkleLeaf), next: Next }) },
      },
    },
    async ({ query: { tenant, kind, reference, limit, cursor } }) => {
      const filter = { kind, reference, before: cursor === undefined ? undefined : Number(cursor) };
      const found = await listLeaves(db, tenant, filter, limit + 1);
      const page = found.slice(0, limit);
      const next = found.length > limit ? String(page.at(-1)!.id) : null;
      return { items: page.map(({ leaf }) => givenOut(leaf)), next };
    },
  );
};

const proofRoutes: RoutePlugin = async (scope, { deps: { db } }) => {
  scope.get(
    '/inclusion/:position',
    {
      config: read,
      schema: {
        tags,
        summary: 'Proof that a leaf is in the log (RFC 9162, 2.1.3)',
        params: Type.Object({ position: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }),
        querystring: Type.Object(
          {
            ...tenantQuery.properties,
            size: Type.Optional({ ...Size, description: 'of the head; without it the newest' }),
          },
          strict,
        ),
        response: { 200: InclusionProof },
      },
    },
    async ({ params: { position }, query: { tenant, size } }) => {
      const proof = await proveInclusion(db, tenant, position, size);
      return { ...proof, leaf: givenOut(proof.leaf) };
    },
  );

  scope.get(
    '/consistency',
    {
      config: verify,
      schema: {
        tags,
        summary: 'Proof that a later head goes on from an earlier one (RFC 9162, 2.1.4)',
        querystring: Type.Object({ ...tenantQuery.properties, first: Size, second: Size }, strict),
        response: { 200: ConsistencyProof },
      },
    },
    async ({ query: { tenant, first, second } }) => proveConsistency(db, tenant, first, second),
  );
};
