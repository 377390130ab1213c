import t from 'tap';
import { nodeCrypto } from '../../../server/evidence/signer.js';
import { readArchive, type Source } from '../../../server/evidence/verify/archive.js';
import { verifyPackage } from '../../../server/evidence/verify/package.js';
import { languages, texts } from '../../../server/evidence/verify/texts.js';
import { zipTexts } from '../../../server/isms/table/zip-write.js';
import { goodPackage, packageAfterRotation, signer, tamperedPackages } from './packages.js';

const sourceOf = (bytes: Uint8Array): Source => ({
  size: bytes.length,
  read: async (start, end) => bytes.slice(start, end),
});
const verify = (bytes: Uint8Array) => verifyPackage(nodeCrypto, sourceOf(bytes), signer.fingerprint);

t.test('a package as it was made is good', async (t) => {
  t.match(await verify(await goodPackage()), {
    faults: [],
    done: ['archive', 'signature', 'key', 'files', 'head', 'proofs', 'evidence', 'earlier'],
    fingerprint: signer.fingerprint,
    manifest: { tenant: 'musterstadt' },
    head: { size: 7 },
    leaves: 7,
    earlier: 3,
    stamped: false,
  });
});

t.test('heads of a former key go into a package of the one that came after it', async (t) => {
  const { bytes, fingerprint } = await packageAfterRotation();
  const report = await verifyPackage(nodeCrypto, sourceOf(bytes), fingerprint);
  t.match(report, { faults: [], fingerprint, head: { size: 7 }, earlier: 3 });
  t.match((await verify(bytes)).faults, [{ check: 'key' }], 'by its own fingerprint alone');
});

t.test('each tampered one is caught, where it was tampered with', async (t) => {
  const variants = await tamperedPackages();
  t.ok(variants.length >= 10);
  for (const { title, check, bytes } of variants) {
    const { faults } = await verify(bytes);
    t.ok(
      faults.some((fault) => fault.check === check),
      title,
    );
    for (const language of languages) t.ok(texts[language].faults[faults[0]!.fault], title);
  }
});

t.test('one changed byte anywhere is caught, in the directory of the archive too', async (t) => {
  const good = await goodPackage();
  const directory = good.readUInt32LE(good.length - 6);
  const unseen: number[] = [];
  for (let at = 0; at < good.length; at += at < directory ? 1511 : 11) {
    const changed = Buffer.from(good);
    changed[at]! ^= 0x20;
    const { faults } = await verify(changed);
    if (faults.length === 0) unseen.push(at);
  }
  t.same(unseen, []);
});

t.test('other archives are refused with what is wrong', async (t) => {
  await t.rejects(readArchive(sourceOf(Buffer.from('nothing'))), /no ZIP/);
  await t.rejects(readArchive(sourceOf(zipTexts({ 'a.txt': 'packed' }))), /entry that packages do not have/);
  const { faults } = await verify(zipTexts({}));
  t.match(faults, [{ check: 'signature', place: 'manifest.json is missing' }]);
});
