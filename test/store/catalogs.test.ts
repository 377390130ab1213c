import t from 'tap';
import type { KompendiumIndex } from '../../server/isms/catalog/catalog-index.js';
import { readCommittedIndex } from '../../server/isms/catalog/committed.js';
import { installCatalogIndex } from '../../server/store/catalog-index-rows.js';
import { listBausteine, listCatalogs, listRequirements } from '../../server/store/catalogs.js';
import { startMigratedDatabase } from './migrated-database.js';

const now = Date.parse('2026-11-21T10:00:00.000Z');
const { db } = await startMigratedDatabase(t);
const index = (await readCommittedIndex('kompendium-2023')) as KompendiumIndex;
const install = (value: KompendiumIndex): Promise<boolean> =>
  db.transaction().execute((trx) => installCatalogIndex(trx, value, now));

t.test('installing is idempotent, also when two processes start at once', async (t) => {
  t.same((await Promise.all([install(index), install(index)])).sort(), [false, true]);
  t.equal(await install(index), false);
});

t.test('the figures are those of the Kompendium', async (t) => {
  t.match(await listCatalogs(db), [
    {
      id: 'kompendium-2023',
      title: 'IT-Grundschutz-Kompendium',
      edition: '2023',
      bausteine: 111,
      requirements: 1835,
      withdrawn: 290,
    },
  ]);
});

t.test('Bausteine and requirements come in the order of the Kompendium', async (t) => {
  const bausteine = await listBausteine(db, index.id);
  t.same(
    bausteine.map(({ id }) => id),
    index.bausteine.map(({ id }) => id),
  );
  const sum = bausteine.reduce((n, { requirements: { B, S, H } }) => n + B + S + H, 0);
  t.equal(sum, 1835);
  const requirements = await listRequirements(db, index.id, 'OPS.1.1.5');
  t.same(
    requirements.map(({ baustein: _, parts: __, sub_requirements: ___, ...rest }) => rest),
    index.bausteine.find(({ id }) => id === 'OPS.1.1.5')?.requirements,
  );
  const unknown = { name: 'GrundwachtError', code: 'NOT_FOUND' };
  await t.rejects(listBausteine(db, 'nonsense'), unknown);
  await t.rejects(listRequirements(db, index.id, 'OPS.9'), unknown);
});

t.test('a corrected index replaces the rows and drops what is gone', async (t) => {
  const [first, ...others] = index.bausteine;
  const [, ...kept] = first!.requirements;
  const corrected = {
    ...index,
    bausteine: [{ ...first!, title: 'Neuer Titel', requirements: kept }, ...others],
  };
  t.equal(await install(corrected), true);
  t.match((await listBausteine(db, index.id))[0], { id: 'ISMS.1', title: 'Neuer Titel' });
  t.equal((await listRequirements(db, index.id, 'ISMS.1')).length, kept.length);
  t.equal(await install(index), true);
  t.equal((await listRequirements(db, index.id, 'ISMS.1')).length, kept.length + 1);
});

t.test('a catalogue of another file never replaces an installed one', async (t) => {
  const other = { ...index, source: { file: 'other.xml', sha256: '0'.repeat(64) } };
  await t.rejects(install(other), { name: 'GrundwachtError', code: 'CONFLICT' });
});

t.test('a failing installation leaves nothing behind', async (t) => {
  const broken = { ...index, id: 'broken', threats: [...index.threats, index.threats[0]!] };
  await t.rejects(install(broken));
  t.same(
    (await listCatalogs(db)).map(({ id }) => id),
    ['kompendium-2023'],
  );
});
