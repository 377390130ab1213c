import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { signerOf } from '../server/evidence/signer.js';
import { readTimeStamp, timeStampRequest } from '../server/evidence/time-stamp.js';
import { stampHeads } from '../server/evidence-stamps.js';
import { verifyLogs } from '../server/store/evidence-verify.js';
import { appendLeaf } from '../server/store/merkle-log.js';
import { makeTreeHead, newestHead } from '../server/store/tree-heads.js';
import { startMigratedDatabase } from './store/migrated-database.js';

const folder = mkdtempSync(join(tmpdir(), 'grundwacht-tsa-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const openssl = (...args: string[]) =>
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
const noOpenssl = (() => {
  try {
    openssl('version');
    return false;
  } catch {
    return "openssl is absent: install Debian's package openssl";
  }
})();

const configuration = `
[ tsa ]
default_tsa = tsa_config
[ tsa_config ]
serial = ${folder}/serial
crypto_device = builtin
signer_cert = ${folder}/tsa.pem
signer_key = ${folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1, millisecs:500
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
`;

/** A real time-stamping service: openssl behind HTTP. */
async function startService(): Promise<{ url: string; answer: { status: number; body?: Buffer } }> {
  writeFileSync(join(folder, 'tsa.conf'), configuration);
  writeFileSync(join(folder, 'serial'), '01\n');
  const extensions = [
    '-addext',
    'extendedKeyUsage=critical,timeStamping',
    '-addext',
    'keyUsage=digitalSignature',
  ];
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'tsa.key',
    '-out',
    'tsa.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Test TSA',
    ...extensions,
  );
  const answer: { status: number; body?: Buffer } = { status: 200 };
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    writeFileSync(join(folder, 'query.tsq'), Buffer.concat(pieces));
    const reply = answer.body ?? openssl('ts', '-reply', '-config', 'tsa.conf', '-queryfile', 'query.tsq');
    response.writeHead(answer.status, { 'content-type': 'application/timestamp-reply' }).end(reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, answer };
}

t.test(
  'tree heads are stamped by a real service; failures are kept, shown and tried again',
  { skip: noOpenssl },
  async (t) => {
    const { db } = await startMigratedDatabase(t);
    const service = await startService();
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const signer = signerOf(pem);
    const now = Date.parse('2026-11-22T10:00:00Z');
    const minute = 60_000;
    await appendLeaf(db, { tenantId: 'default', kind: 'export', reference: 'one', content: {} });
    await makeTreeHead(db, 'default', signer, now);

    service.answer.status = 503;
    t.match(await stampHeads(db, service.url, now), ['the time-stamping service answered 503']);
    t.match(await newestHead(db, 'default'), { stamp: null, stamp_error: /503/ });
    t.same(await stampHeads(db, service.url, now + minute), [], 'not at once again');
    service.answer.status = 200;
    service.answer.body = Buffer.from('3003020100', 'hex');
    t.match(await stampHeads(db, service.url, now + 3 * minute), [/malformed/]);
    service.answer.body = Buffer.from('30053003020102', 'hex');
    t.match(await stampHeads(db, service.url, now + 8 * minute), [/refused: status 2/]);
    delete service.answer.body;
    t.same(await stampHeads(db, service.url, now + 17 * minute), []);
    t.match(await newestHead(db, 'default'), { stamp: { at: String }, stamp_error: null });

    const { token, note } = await db
      .selectFrom('tree_head')
      .select(['token', 'note'])
      .executeTakeFirstOrThrow();
    writeFileSync(join(folder, 'head.txt'), note);
    writeFileSync(join(folder, 'head.tsr'), token!);
    const verified = openssl('ts', '-verify', '-data', 'head.txt', '-in', 'head.tsr', '-CAfile', 'tsa.pem');
    t.match(verified.toString(), /Verification: OK/);
    t.throws(() => readTimeStamp(token!, Buffer.alloc(32)), /of something else/);
    service.answer.body = token!;
    await appendLeaf(db, { tenantId: 'default', kind: 'export', reference: 'two', content: {} });
    await makeTreeHead(db, 'default', signer, now + 90 * minute);
    t.match(await stampHeads(db, service.url, now + 90 * minute), [/of something else/]);

    const verify = () => verifyLogs(db, { dir: folder, publicKey: signer.publicKey });
    t.same((await verify()).faults, []);
    const cut = Buffer.from(token!.subarray(0, -1));
    await db.updateTable('tree_head').set({ token: cut }).where('size', '=', 1).execute();
    t.match((await verify()).faults, [{ place: 'tree_head 1', detail: /malformed/ }]);
  },
);

t.test('the request is what openssl reads', { skip: noOpenssl }, async (t) => {
  const hash = Buffer.alloc(32, 0xab);
  writeFileSync(join(folder, 'own.tsq'), timeStampRequest(hash, Buffer.from('00ff02', 'hex')));
  const text = openssl('ts', '-query', '-in', 'own.tsq', '-text').toString();
  t.match(text, /Hash Algorithm: sha256/);
  t.match(text, /Nonce: 0xFF02/);
  t.match(text, /Certificate required: yes/);
  t.ok(readFileSync(join(folder, 'own.tsq')).length > 50);
});
