import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { sql } from 'kysely';
import t from 'tap';
import { readCatalogFile } from '../../server/isms/catalog/catalog-file.js';
import { installShippedCatalogs } from '../../server/shipped-catalogs.js';
import { installCatalogFile } from '../../server/store/catalog-install.js';
import type { InstallOptions } from '../../server/store/catalog-report.js';
import {
  diffInstalled,
  getRequirement,
  listCatalogs,
  listCategories,
  listControls,
  listGroups,
  listRequirements,
  listThreats,
} from '../../server/store/catalogs.js';
import { listMappings } from '../../server/store/mappings.js';
import { book } from '../isms/catalog/book.js';
import { official } from '../isms/catalog/official.js';
import {
  catalogDocument,
  controlOf,
  mappingDocument,
  profileDocument,
} from '../isms/catalog/oscal-samples.js';
import { startMigratedDatabase } from './migrated-database.js';

const now = Date.parse('2026-11-22T10:00:00.000Z');
const { db } = await startMigratedDatabase(t);
await installShippedCatalogs(db);

const install = async (content: string | Buffer, name: string, options: InstallOptions = {}) =>
  installCatalogFile(db, await readCatalogFile(Buffer.from(content), name), options, now);
const json = (document: object): string => JSON.stringify(document);
const catalogIds = async (): Promise<string[]> => (await listCatalogs(db)).map(({ id }) => id);
const failure = (code: string, detail: RegExp) => ({ name: 'GrundwachtError', code, detail });

t.test('what is shipped is there at the start, and starting again changes nothing', async (t) => {
  await installShippedCatalogs(db);
  t.match(await listCatalogs(db), [
    { id: 'grundschutz-plus-plus', groups: 117, requirements: 901, texts: 0 },
    { id: 'grundschutz-plus-plus-methodik', groups: 41, requirements: 95 },
    { id: 'iso27001', groups: 4, requirements: 93 },
    { id: 'kompendium-2023', bausteine: 111, requirements: 1835, withdrawn: 290, threats: 47, texts: 0 },
  ]);
  t.match(await listMappings(db), [
    { id: 'iso27001-to-grundschutz-plus-plus', sources: 92, status: 'complete' },
    { id: 'kompendium-2023-to-grundschutz-plus-plus', pairs: 1185, absent: 16, moved: 130, status: 'draft' },
  ]);
  t.match(
    (await listCategories(db, 'grundschutz-plus-plus')).find(({ id }) => id === 'Webserver'),
    {
      parent: 'Anwendungen',
    },
  );
});

t.test('a mapping can be followed both ways', async (t) => {
  const there = await getRequirement(db, 'kompendium-2023', 'APP.3.6.A1');
  t.match(
    there.mapped.find(({ id }) => id === 'ARCH.1.1'),
    { direction: 'to', own: 'APP.3.6.A1.2', relation: 'subset-of', state: 'confirmed' },
  );
  const back = await getRequirement(db, 'grundschutz-plus-plus', 'ARCH.1.1');
  t.match(
    back.mapped.find(({ id }) => id === 'APP.3.6.A1.2'),
    { direction: 'from', requirement: 'APP.3.6.A1', catalog: 'kompendium-2023' },
  );
  t.notOk(back.mapped.some(({ state }) => state === 'absent'));
});

t.test('a Kompendium of another edition: installed beside, compared, never replaced', async (t) => {
  const report = await install(book(), 'XML_Kompendium_2021.xml');
  t.match(report, {
    id: 'kompendium-2021',
    edition: '2021',
    installed: true,
    figures: { bausteine: 1, requirements: 2, withdrawn: 1, sub_requirements: 4, threats: 2 },
  });
  t.match(await install(book(), 'XML_Kompendium_2021.xml'), { installed: false });
  const later = book()
    .replace('Einhaltung (S)', 'Kontrolle (H)')
    .replace('Richtlinie geben', 'Regelung geben');
  await t.rejects(install(later, 'XML_Kompendium_2021.xml'), failure('CONFLICT', /kompendium-2021 .* stays/));
  await t.rejects(install(later, 'kompendium.xml'), failure('VALIDATION', /give the edition/));
  await install(later, 'kompendium.xml', { edition: '2022' });
  t.match(await diffInstalled(db, 'kompendium-2021', 'kompendium-2022'), {
    added: [],
    removed: [],
    renamed: [{ id: 'DER.1.A2', before: 'Einhaltung' }],
    level_changed: [{ id: 'DER.1.A2', before: 'S', after: 'H' }],
    reworded: [{ id: 'DER.1.A1' }],
    texts_missing: 0,
  });
  const [first] = await listRequirements(db, 'kompendium-2021', 'DER.1');
  t.match(first, { sub_requirements: [{ id: 'DER.1.A1.1', modal: 'MUSS' }, { id: 'DER.1.A1.2' }] });
  t.match((await listThreats(db, 'kompendium-2021'))[0], {
    id: 'G 0.1',
    parts: [{ text: 'Feuer ändert vieles.' }],
  });
});

t.test('a damaged or truncated file leaves nothing and names the place', async (t) => {
  const before = await catalogIds();
  const text = book();
  await t.rejects(
    install(text.slice(0, text.length / 2), 'K_2020.xml'),
    failure('CATALOG_MALFORMED', /K_2020\.xml:\d+:\d+: /),
  );
  const catalog = json(catalogDocument([controlOf('AC-1')]));
  await t.rejects(
    install(catalog.slice(0, 300), 'c.json'),
    failure('CATALOG_MALFORMED', /c\.json:1:301: is not JSON/),
  );
  const wrong = catalogDocument([{ ...controlOf('AC-1'), titel: 'x' } as never]);
  await t.rejects(
    install(json(wrong), 'c.json'),
    failure(
      'CATALOG_MALFORMED',
      /c\.json: \/catalog\/groups\/0\/controls\/0: .*additional properties \("titel"\)/,
    ),
  );
  const twice = catalogDocument([controlOf('AC-1'), controlOf('AC-1')]);
  await t.rejects(install(json(twice), 'c.json'), failure('CATALOG_MALFORMED', /AC-1 occurs twice/));
  await t.rejects(install('PK\u0003', 'c.zip'), failure('CATALOG_MALFORMED', /unpack the archive/));
  // The database refuses in the middle: what was stored before goes as well.
  const bad = catalogDocument([controlOf('AC-1'), controlOf('AC-2')]);
  await sql`alter table requirement_text add constraint broken check (requirement_id <> 'AC-2')`.execute(db);
  await t.rejects(install(json(bad), 'c.json'), { message: /broken/ });
  await sql`alter table requirement_text drop constraint broken`.execute(db);
  t.same(await catalogIds(), before);
});

t.test('a profile is resolved against what is installed; what is missing is said or noted', async (t) => {
  const document = catalogDocument([controlOf('AC-1'), controlOf('AC-2')]);
  await t.rejects(
    install(json(profileDocument(['AC-1'])), 'p.json'),
    failure(
      'VALIDATION',
      /\/profile\/imports\/0\/href: the catalogue own-catalog\.json is not installed \(AC-1\)/,
    ),
  );
  const catalog = await install(json(document), 'own-catalog.json', { id: 'own' });
  t.match(catalog, { figures: { groups: 1, controls: 2 }, published: '2026-01-02' });
  const report = await install(json(profileDocument(['AC-1'])), 'p.json', { id: 'own-profile' });
  t.match(report, { model: 'profile', figures: { controls: 1 } });
  t.match(report.notes, [{ pointer: '/profile/imports/0', what: /by its file name/ }]);
  const [control] = await listControls(db, 'own-profile');
  t.match(control, { id: 'AC-1', group: 'AC', modal_verb: 'MUSS' });
  t.match(await getRequirement(db, 'own-profile', 'AC-1'), {
    parts: [{ name: 'statement', text: 'Do it within 5 days.' }],
  });
  const more = json(profileDocument(['AC-1', 'AC-9']));
  await t.rejects(install(more, 'q.json'), failure('VALIDATION', /no control AC-9/));
  const incomplete = await install(more, 'q.json', { id: 'own-incomplete', incomplete: true });
  t.match(incomplete.notes.at(-1), { what: 'no control AC-9' });
  const shipped = json(profileDocument(['ARCH.1.1'], 'BSI-Stand-der-Technik-Kernel-catalog.json'));
  await t.rejects(
    install(shipped, 'r.json'),
    failure('VALIDATION', /as an index only; install its file first/),
  );
});

t.test('a mapping between installed catalogues; one between others is refused', async (t) => {
  const report = await install(json(mappingDocument('own-catalog.json', 'own-catalog.json')), 'm.json', {
    id: 'm',
  });
  t.match(report, { figures: { pairs: 2, unconfirmed: 1, absent: 1 } });
  t.match((await getRequirement(db, 'own', 'AC-1')).mapped, [
    { relation: 'subset-of', id: 'AC-2' },
    { state: 'absent' },
  ]);
  await t.rejects(
    install(json(mappingDocument('own-catalog.json', 'other.json')), 'n.json'),
    failure('VALIDATION', /target-resource: the catalogue other\.json is not installed/),
  );
  const odd = json(mappingDocument('own-catalog.json', 'own-catalog.json', 'no-relationship'));
  await t.rejects(install(odd, 'n.json'), failure('CATALOG_MALFORMED', /maps\/0\/relationship/));
});

const kompendium = official('kompendium-2023/XML_Kompendium_2023.xml');
const bsi = (name: string) => official(`stand-der-technik/${name}`);
t.test("all of BSI's files", { skip: kompendium.skip }, async (t) => {
  const file = async (path: string, options?: InstallOptions) =>
    install(await readFile(path), basename(path), options);
  // 6,643 modal verbs in 6,639 sentences; with the 716 paragraphs and list items that have none it would be 7,359.
  t.match(await file(kompendium.file), {
    id: 'kompendium-2023',
    installed: true,
    figures: { bausteine: 111, requirements: 1835, withdrawn: 290, sub_requirements: 6643, threats: 47 },
  });
  t.match(await file(bsi('BSI-Stand-der-Technik-Kernel-catalog.json').file), {
    id: 'grundschutz-plus-plus',
    figures: { groups: 117, controls: 901 },
    notes: [],
  });
  t.match(await file(bsi('BSI-Methodik-Grundschutz++-catalog.json').file), { figures: { controls: 95 } });
  const iso = await file(bsi('ISO27001-AnnexA-catalog.json').file);
  t.match(iso, { id: 'iso27001', figures: { groups: 4, controls: 93 } });
  t.equal(iso.notes.length, 186, 'ids and classes of all controls are no names by OSCAL');
  t.match(await file(bsi('WLAN-resolved_catalog.json').file), { installed: true, figures: { controls: 61 } });
  const profile = bsi('Grundschutz++-profile.json').file;
  await t.rejects(file(profile), failure('VALIDATION', /Anforderungen-zum-Risikomanagement-catalog\.json/));
  t.match(await file(profile, { incomplete: true }), { model: 'profile', figures: { controls: 95 + 901 } });
  for (const name of [
    'ITGS-to-GS++-mapping_collection.json',
    'ISO27001-AnnexA-to-GS++-mapping_collection.json',
  ]) {
    t.match(await file(bsi(name).file), { installed: false }, 'the shipped index was made from it');
  }
  t.match(await file(bsi('Keycloak-component_definition.json').file), { figures: { components: 3 } });
  t.match((await getRequirement(db, 'kompendium-2023', 'ISMS.1.A10')).sub_requirements[6], {
    id: 'ISMS.1.A10.7',
    text: 'und die Umsetzung MUSS kontrolliert werden.',
  });
  const [resolved] = (await listCatalogs(db)).filter(({ origin }) => origin === 'profile');
  t.ok(resolved);
  t.equal((await listGroups(db, 'iso27001')).length, 4);
});
