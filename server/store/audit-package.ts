import { createReadStream } from 'node:fs';
import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Evidence } from '../contract/evidence.js';
import { makePackage } from '../evidence/package.js';
import type { PackageFile } from '../evidence/package-files.js';
import { logName, type Signer } from '../evidence/signer.js';
import type { PackagedLeaf, Proofs } from '../evidence/verify/manifest.js';
import { getDomain } from './domains.js';
import { evidencePath } from './evidence-files.js';
import { appendLeaf } from './merkle-log.js';
import { type Period, packagedEvidence, packagedIds, packagedLeaves } from './package-leaves.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';
import { headOfSize, makeTreeHead, proveConsistency } from './tree-heads.js';

export interface PackageOrder extends Period {
  /** Ids of evidence; undefined: all that was valid in the period. */
  evidence?: readonly string[] | undefined;
  /** Size of a tree head that the auditor has had before. */
  earlier?: number | undefined;
  /** Reports and other files that go along, by their paths in the package. */
  files: readonly PackageFile[];
}

export interface MadePackage {
  /** The archive, a piece at a time. */
  bytes: AsyncGenerator<Uint8Array>;
  /** Writes into the log that the package was made; called when it is there. */
  log(): Promise<void>;
}

/**
 * Finds what is wrong with an order before anything is made.
 * @throws GrundwachtError VALIDATION, NOT_FOUND for an earlier head that there is not
 */
export async function checkPackageOrder(
  db: Kysely<Database>,
  key: DomainKey,
  order: Omit<PackageOrder, 'files'>,
): Promise<void> {
  if (order.from > order.to)
    throw new GrundwachtError('VALIDATION', { pointer: '/to', message: 'must not be before /from' });
  await packagedIds(db, key, order, order.evidence);
  if (order.earlier !== undefined) await headOfSize(db, key.tenant, order.earlier);
}

/**
 * Makes an audit package of a domain: everything is signed into the log first.
 * @param keys the installation's key, the folder of evidence files, and the program's own database, which places leaves
 * @throws GrundwachtError VALIDATION, NOT_FOUND for an earlier head that there is not, BODY_TOO_LARGE
 */
export async function makeAuditPackage(
  db: Kysely<Database>,
  { signer, dir, system }: { signer: Signer; dir: string; system: Kysely<Database> },
  key: DomainKey,
  order: PackageOrder,
  { by, now }: Author,
): Promise<MadePackage> {
  const { from, to, earlier } = order;
  await checkPackageOrder(db, key, order);
  const domain = await getDomain(db, key.domain);
  const evidence = await packagedEvidence(db, key, order, order.evidence, now);
  const head = await makeTreeHead(system, key.tenant, signer, now);
  if (head === undefined)
    throw new GrundwachtError('VALIDATION', 'the log is empty: there is nothing to prove');
  const before = earlier === undefined ? undefined : await headOfSize(db, key.tenant, earlier);
  const leaves = await packagedLeaves(db, key, order, evidence, head.size);
  const proofs: Proofs = { size: head.size, leaves: withPaths(leaves, evidence) };
  if (before !== undefined) {
    const { first, path } = await proveConsistency(db, key.tenant, before.size, head.size);
    proofs.consistency = { first, path };
  }
  const files = evidence.flatMap((item): PackageFile[] => {
    if (item.file === null) return [];
    const stored = evidencePath(dir, key.tenant, item.file.sha256);
    return [{ path: pathOf(item, item.file.name), read: () => createReadStream(stored) }];
  });
  const token = await db
    .selectFrom('tree_head')
    .select('token')
    .where('tenant_id', '=', key.tenant)
    .where('size', '=', head.size)
    .executeTakeFirst();
  const facts = {
    tenant: key.tenant,
    domain: { id: domain.id, key: domain.key, name: domain.name },
    from,
    to,
    created_at: new Date(now).toISOString(),
    created_by: by,
  };
  const made = await makePackage(signer, logName(key.tenant), {
    facts,
    head: head.note,
    token: token?.token ?? undefined,
    earlier: before?.note,
    proofs,
    files: [...order.files, ...files],
  });
  const content = { ...facts, manifest: made.manifestHash };
  const reference = `audit-package ${made.manifestHash}`;
  const log = () => appendLeaf(db, { tenantId: key.tenant, kind: 'export', reference, content });
  return { bytes: made.bytes, log };
}

/** Evidence leaves with where their files are. */
function withPaths(leaves: readonly PackagedLeaf[], evidence: readonly Evidence[]): PackagedLeaf[] {
  const files = new Map<string, string>(
    evidence.flatMap((item) =>
      item.file === null ? [] : [[`${item.id}/${item.version}`, pathOf(item, item.file.name)] as const],
    ),
  );
  return leaves.map((leaf) => {
    const file = leaf.kind === 'evidence' ? files.get(leaf.reference) : undefined;
    return file === undefined ? leaf : { ...leaf, file };
  });
}

/** A name that every system can unpack: no separators, no hidden file. */
function pathOf({ id }: Evidence, name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[/\\:*?"<>|\p{Cc}\p{Surrogate}]/gu, '_')
    .replace(/^\./, '_');
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(plain)?.[0] ?? '';
  return `evidence/${id}/${plain.slice(0, -ending.length || undefined).slice(0, 120)}${ending}`;
}
