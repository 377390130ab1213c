import { generateKeyPairSync } from 'node:crypto';
import { chownSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fingerprintOf, nodeCrypto, noteKeyOf, signerOf } from '../../server/evidence/signer.js';
import { fromHex, utf8 } from '../../server/evidence/verify/bytes.js';
import { leafEntry } from '../../server/evidence/verify/leaf.js';
import { openNote, readCheckpoint } from '../../server/evidence/verify/note.js';
import { hashLeaf, provesConsistency, provesInclusion } from '../../server/evidence/verify/proof.js';
import { openEvidenceKey, rotateEvidenceKey } from '../../server/evidence-key.js';
import { verifyLogs } from '../../server/store/evidence-verify.js';
import { appendLeaf, appendLeaves } from '../../server/store/merkle-log.js';
import {
  countLeaves,
  listHeads,
  makeTreeHead,
  proveConsistency,
  proveInclusion,
  waitingTenants,
} from '../../server/store/tree-heads.js';
import { startMigratedDatabase } from './migrated-database.js';

const { db } = await startMigratedDatabase(t);
const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const signer = signerOf(pem);
const now = Date.parse('2026-11-20T10:00:00Z');
const leaf = (n: number, tenantId = 'default') =>
  ({ tenantId, kind: 'evidence', reference: `item ${n}`, content: { n } }) as const;
const bytes = (hashes: readonly string[]) => hashes.map((hash) => fromHex(hash, 'hash'));

t.test('a log without leaves has no head', async (t) => {
  t.equal(await makeTreeHead(db, 'default', signer, now), undefined);
  t.same(await countLeaves(db, 'default'), { leaves: 0, waiting: 0 });
});

t.test('appending waits for nobody: a leaf under way goes into a later head', async (t) => {
  await db.transaction().execute(async (trx) => {
    await appendLeaf(trx, leaf(0));
    await appendLeaf(db, leaf(1));
    const head = await makeTreeHead(db, 'default', signer, now);
    t.match(head, { size: 1, at: '2026-11-20T10:00:00.000Z' });
  });
  t.same(await countLeaves(db, 'default'), { leaves: 2, waiting: 1 });
  t.same(await waitingTenants(db), ['default']);
  t.match(await makeTreeHead(db, 'default', signer, now - 1000), { size: 2, at: '2026-11-20T10:00:00.000Z' });
  t.match((await proveInclusion(db, 'default', 1)).leaf, { reference: 'item 0', content: '{"n":0}' });
});

t.test('each head, whatever was in the tree before, is proved with its leaves', async (t) => {
  let count = 2;
  for (const more of [1, 253, 1, 255, 600, 3]) {
    await appendLeaves(
      db,
      Array.from({ length: more }, (_, n) => leaf(count + n)),
    );
    count += more;
    await makeTreeHead(db, 'default', signer, now);
  }
  const heads = await listHeads(db, 'default', undefined, 100);
  t.same(
    heads.map(({ size }) => size),
    [1115, 1112, 512, 257, 256, 3, 2, 1],
  );
  const trees = [];
  for (const { note, size, root } of heads) {
    const text = await openNote(nodeCrypto, note, noteKeyOf(signer, 'default'), 'head');
    const head = readCheckpoint(text, 'head');
    t.match(head, { origin: 'grundwacht/default', size });
    t.same(Buffer.from(head.root).toString('hex'), root);
    trees.push(head);
    for (const position of [0, 1, 255, 256, 511, 512, 1023, size - 1].filter((n) => n < size)) {
      const proof = await proveInclusion(db, 'default', position, size);
      const { kind, reference, content_hash, salt } = proof.leaf;
      const entry = leafEntry({ tenant: 'default', kind, reference, content: content_hash, salt });
      const hash = await hashLeaf(nodeCrypto, entry);
      t.ok(
        await provesInclusion(nodeCrypto, head, position, hash, bytes(proof.path)),
        `${position} of ${size}`,
      );
    }
  }
  for (const second of trees) {
    for (const first of trees.filter(({ size }) => size <= second.size)) {
      const { path } = await proveConsistency(db, 'default', first.size, second.size);
      t.ok(
        await provesConsistency(nodeCrypto, first, second, bytes(path)),
        `${first.size} to ${second.size}`,
      );
    }
  }
  await t.rejects(proveInclusion(db, 'default', 1115), { code: 'NOT_FOUND' });
  await t.rejects(proveConsistency(db, 'default', 2, 4), { code: 'NOT_FOUND' });
  await t.rejects(proveConsistency(db, 'default', 3, 2), { code: 'VALIDATION' });
});

t.test('makers of heads at the same time give each position once', async (t) => {
  await appendLeaves(
    db,
    Array.from({ length: 300 }, (_, n) => leaf(2000 + n)),
  );
  const heads = await Promise.all([1, 2, 3].map(() => makeTreeHead(db, 'default', signer, now)));
  t.same(new Set(heads.map((head) => head?.size)), new Set([1415]));
});

t.test("each tenant has a log of its own, and what another's key or hand made is refused", async (t) => {
  await db
    .insertInto('tenant')
    .values({ id: 'other', title: 'Other', created_at: new Date(now) })
    .execute();
  await appendLeaf(db, leaf(0, 'other'));
  const head = await makeTreeHead(db, 'other', signer, now);
  t.equal(head?.size, 1);
  const open = (note: string, key = noteKeyOf(signer, 'other')) => openNote(nodeCrypto, note, key, 'head');
  await t.resolves(open(head!.note));
  await t.rejects(open(head!.note, noteKeyOf(signer, 'default')), /another key/);
  const stranger = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  await t.rejects(open(head!.note, noteKeyOf(signerOf(stranger as string), 'other')), /another key/);
  await t.rejects(open(head!.note.replace('\n1\n', '\n2\n')), /signature of head is wrong/);
  await t.rejects(open(head!.note.trimEnd()), /no signed note/);
  t.throws(() => readCheckpoint('grundwacht/other\n01\n\n', 'head'), /no tree head/);
  t.throws(() => signerOf('nothing'), { code: 'CONFIG_INVALID' });
  t.equal(utf8('ö').length, 2);
});

t.test('what a former key signed is verified after a rotation, by its public half that stays', async (t) => {
  const data = t.testdir();
  const config = { data, evidence: { key: '', max_file_mb: 1, timestamps: '' } };
  const tenant = 'rotated';
  await db
    .insertInto('tenant')
    .values({ id: tenant, title: 'Rotated', created_at: new Date(now) })
    .execute();
  const fingerprints: string[] = [];
  for (const n of [0, 1, 2]) {
    const key = openEvidenceKey(config);
    fingerprints.push(key.fingerprint);
    await appendLeaf(db, leaf(n, tenant));
    await makeTreeHead(db, tenant, key, now + n * 1000);
    if (n < 2) await rotateEvidenceKey(config, now + n * 1000);
  }
  if (process.getuid?.() === 0) {
    chownSync(join(data, 'evidence-key.pem'), 65534, 65534);
    await rotateEvidenceKey(config, now + 5000);
    const kept = readdirSync(join(data, 'evidence-keys')).map((name) => join(data, 'evidence-keys', name));
    for (const path of [join(data, 'evidence-key.pem'), ...kept]) t.equal(statSync(path).uid, 65534, path);
    fingerprints.push(openEvidenceKey(config).fingerprint);
  }
  const current = openEvidenceKey(config);
  t.equal(new Set(fingerprints).size, fingerprints.length);
  t.same([current.fingerprint, ...current.former.map(fingerprintOf)], fingerprints.toReversed());
  const verify = (former: readonly Uint8Array[]) =>
    verifyLogs(db, { dir: data, publicKey: current.publicKey, former, tenant });
  t.match(await verify(current.former), { tenants: [{ heads: 3 }], faults: [] });
  const content = (to: string | null) =>
    db
      .updateTable('merkle_leaf')
      .set({ content: to })
      .where('tenant_id', '=', tenant)
      .where('position', '=', 0)
      .returning(['id', 'kind', 'reference'])
      .executeTakeFirstOrThrow();
  const { content: said } = await db
    .selectFrom('merkle_leaf')
    .select('content')
    .where('tenant_id', '=', tenant)
    .where('position', '=', 0)
    .executeTakeFirstOrThrow();
  const { id, kind, reference } = await content(null);
  t.match(
    (await verify(current.former)).faults,
    [{ place: `merkle_leaf id ${id} (${kind} ${reference})`, detail: /erased/ }],
    'whoever empties a leaf cannot hide what it covered',
  );
  await content(said);
  t.ok((await verify(current.former.slice(0, -1))).faults.length > 0, 'each of the former ones is needed');
});
