import t from 'tap';
import { exportTable } from '../../../server/isms/structure/export-table.js';
import { type KeyedRelation, planImport } from '../../../server/isms/structure/import-plan.js';
import { guessMapping } from '../../../server/isms/structure/import-words.js';
import {
  normaliseTargetObject,
  type TargetObjectValues,
} from '../../../server/isms/structure/target-object.js';
import { readCsv, writeCsv } from '../../../server/isms/table/csv.js';

const plan = (text: string, objects: TargetObjectValues[] = [], relations: KeyedRelation[] = []) => {
  const [header, ...rows] = readCsv(Buffer.from(text)).rows;
  const stored = { objects: new Map(objects.map((object) => [object.key, object])), relations };
  return planImport(rows, guessMapping(header!.cells), stored, undefined);
};
const object = (input: Partial<TargetObjectValues>) =>
  normaliseTargetObject({ key: 'S1', type: 'it_system', name: 'Server', ...input });
const places = ({ problems }: ReturnType<typeof plan>) =>
  problems.map(({ row, column, field }) => `${row}/${column} ${field}`);

t.test('headers are understood in German and English, in any spelling', async (t) => {
  const mapped = (...header: string[]) => guessMapping(header);
  t.same(mapped('ID', 'Bezeichnung', 'Objekttyp', 'Standort'), { key: 0, name: 1, type: 2, location: 3 });
  t.same(mapped('Key', 'Name', 'Host names', 'IP-Adresse', 'DEPENDS_ON'), {
    key: 0,
    name: 1,
    hostnames: 2,
    addresses: 3,
    depends_on: 4,
  });
  t.same(mapped('Zielobjekt', 'Name', 'Kuerzel', ''), { name: 1 }, 'the very header before a synonym');
  t.same(mapped('Gruppe', 'Ist Gruppe'), { group: 0, is_group: 1 });
});

t.test('what would be made, changed and left, with the differences', async (t) => {
  const stored = [object({ owner: 'Hauptamt', tags: ['a'] }), object({ key: 'S2' })];
  const result = plan(
    'Kennung;Name;Art;Anzahl\nS1;Dateiserver;;2\nS2;Server;IT-System;1\nA1;DMS;Fachverfahren;',
    stored,
  );
  t.same(result.problems, []);
  t.match(result.rows, [
    {
      row: 2,
      action: 'change',
      changes: [
        { field: 'name', from: 'Server', to: 'Dateiserver' },
        { field: 'count', from: '1', to: '2' },
      ],
    },
    { row: 3, action: 'same', changes: [] },
    { row: 4, key: 'A1', action: 'create' },
  ]);
  t.match(result.objects, [
    { owner: 'Hauptamt', tags: ['a'], count: 2 },
    { type: 'application', count: 1 },
  ]);
});

t.test('every fault has its row and column', async (t) => {
  const result = plan(
    'Kennung;Name;Art;Anzahl;Status;IP;Host\n' +
      'S1;;Raumschiff;0;kaputt;10.0.0.300;a b_ -\n' +
      `;x;Raum;1,5;;;\nS2;x;Raum;1.000;in Betrieb;;\nS2;y;Raum;;;;\nR1;${'n'.repeat(201)};Raum;;;;`,
  );
  t.same(places(result), [
    '2/2 type',
    '2/3 count',
    '2/4 status',
    '2/1 name',
    '2/6 hostnames',
    '2/5 addresses',
    '3/3 count',
    '3/0 key',
    '5/0 key',
    '6/1 name',
  ]);
  t.same(
    result.objects.map(({ key, count }) => [key, count]),
    [['S2', 1000]],
    'the right rows stand on their own',
  );
  t.same(
    result.problems.map(({ reason, given }) => `${reason} ${given}`.trim()),
    [
      'type_unknown Raumschiff',
      'count_wrong 0',
      'status_unknown kaputt',
      'blank',
      'hostname_wrong -',
      'address_wrong 10.0.0.300',
      'count_wrong 1,5',
      'blank',
      'repeated 4',
      'too_long 200',
    ],
    'with what the page needs to say it in its language',
  );
  t.same(result.rows[0]?.cells, ['S1', '', 'Raumschiff', '0', 'kaputt', '10.0.0.300', 'a b_ -']);
});

t.test('groups and dependencies may be in the same file, in any order', async (t) => {
  const result = plan(
    'Kennung;Name;Art;Gruppe;Ist Gruppe;Abhängig von\nS1;a;IT-System;S0;;\nA1;b;Anwendung;;;S0, S1\nS0;c;IT-System;;ja;R1\nR1;d;Raum;;;',
  );
  t.same(result.problems, []);
  t.same(result.relations, [
    { from: 'A1', to: 'S0', kind: 'runs_on' },
    { from: 'A1', to: 'S1', kind: 'runs_on' },
    { from: 'S0', to: 'R1', kind: 'located_in' },
  ]);
});

t.test('what refers to a wrong row is wrong itself', async (t) => {
  const result = plan(
    'Kennung;Name;Art;Gruppe;Ist Gruppe;Abhängig von\nS0;;IT-System;;ja;\nS1;a;IT-System;S0;;\nA1;b;Anwendung;;;S1\nR1;x;Raum;;;A1',
  );
  t.same(places(result), ['2/1 name', '3/3 group', '4/5 depends_on', '5/5 depends_on']);
  t.same(result.objects, []);
});

t.test('an import does not break what is related or grouped already', async (t) => {
  const stored = [
    object({ key: 'S0', is_group: true }),
    object({ key: 'S1', group: 'S0' }),
    object({ key: 'R1', type: 'room' }),
  ];
  const relations = [{ from: 'S1', to: 'R1', kind: 'located_in' as const }];
  const result = plan('Kennung;Art;Ist Gruppe\nS0;;nein\nR1;Anwendung;', stored, relations);
  t.match(result.problems, [
    { row: 2, field: 'is_group', reason: 'member_unfit', given: 'S1', message: /S1 is a member/ },
    { row: 3, field: 'type', reason: 'relation_unfit', message: /S1 located_in R1/ },
  ]);
});

t.test('an export reads back without a difference, in both languages', async (t) => {
  const objects = [
    object({
      key: 'S0',
      is_group: true,
      status: 'planned',
      description: 'zwei\nZeilen; "so"',
      tags: ['=x', 'y'],
    }),
    object({
      key: 'S1',
      group: 'S0',
      hostnames: ['a.example', 'b.example'],
      addresses: ['10.0.0.0/8'],
      count: 12,
    }),
    object({ key: 'X1', type: 'iot_device', users: 'alle', status: 'retired', name: '-5 °C' }),
  ];
  const relations = [{ from: 'S1', to: 'X1', kind: 'runs_on' as const }];
  for (const language of ['de', 'en'] as const) {
    const rows = exportTable(objects, new Map([['S1', ['X1']]]), language);
    const result = plan(Buffer.from(writeCsv(rows)).toString(), objects, relations);
    t.same(result.problems, []);
    t.same(
      result.rows.map(({ action }) => action),
      ['same', 'same', 'same'],
    );
  }
});
