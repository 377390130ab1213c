import type { RelationKind } from '../../../contract/structure.js';
import type { KeyedRelation } from '../../../isms/structure/import-plan.js';

type Line = readonly [from: string, kind: RelationKind, ...to: string[]];

const servers = ['S002', 'S003', 'S004', 'S005', 'S006', 'S007', 'S008', 'S011'];

/** What depends on what in the sample city, from the processes down to the buildings. */
const lines: readonly Line[] = [
  ['I001', 'handled_by', 'GP001', 'A004'],
  ['I002', 'handled_by', 'GP002', 'A003'],
  ['I003', 'handled_by', 'GP005', 'A001', 'R007'],

  ['GP001', 'uses', 'A004', 'A006', 'A007'],
  ['GP002', 'uses', 'A003', 'A007'],
  ['GP003', 'uses', 'A001', 'A002'],
  ['GP003', 'provided_by', 'D001'],
  ['GP004', 'uses', 'A001', 'A007', 'R007'],
  ['GP005', 'uses', 'A001', 'A007'],
  ['GP006', 'uses', 'A005', 'A009'],

  ['A001', 'uses', 'A005'],
  ['A003', 'uses', 'A005'],
  ['A004', 'uses', 'A005'],
  ['A006', 'uses', 'A005'],
  ['A001', 'runs_on', 'S004', 'S003'],
  ['A002', 'runs_on', 'S009'],
  ['A003', 'runs_on', 'S005'],
  ['A003', 'provided_by', 'D001'],
  ['A004', 'runs_on', 'S006'],
  ['A004', 'provided_by', 'D001'],
  ['A005', 'runs_on', 'S002'],
  ['A006', 'runs_on', 'S007'],
  ['A007', 'runs_on', 'C001', 'C002', 'M001', 'S008'],
  ['A008', 'runs_on', 'S010'],
  ['A009', 'runs_on', 'S010'],

  ...servers.map((server): Line => [server, 'runs_on', 'S001']),
  ['C002', 'runs_on', 'S001'],
  ...['S001', 'S010', ...servers].map((server): Line => [server, 'connected_to', 'N001']),
  ['S009', 'connected_to', 'N002'],
  ['C001', 'connected_to', 'N003'],
  ['C002', 'connected_to', 'N004'],
  ['M001', 'connected_to', 'N005', 'N008'],
  ['M002', 'connected_to', 'N008'],
  ['M003', 'connected_to', 'N008'],
  ['T001', 'connected_to', 'N006'],
  ['X001', 'connected_to', 'N007'],
  ['X002', 'connected_to', 'N007'],
  ['N002', 'runs_on', 'T002'],
  ['N005', 'runs_on', 'T002'],
  ['N009', 'runs_on', 'T002'],
  ['N005', 'provided_by', 'D002'],
  ['N009', 'provided_by', 'D002'],
  ['X001', 'provided_by', 'D003'],

  ...['S001', 'S009', 'S010', 'T002'].map((system): Line => [system, 'located_in', 'R001', 'R002']),
  ['C001', 'located_in', 'R004', 'R006'],
  ['T001', 'located_in', 'R004'],
  ['M001', 'located_in', 'R005'],
  ['N001', 'located_in', 'R001', 'R002'],
  ['N003', 'located_in', 'R003'],
  ['N008', 'located_in', 'R003'],
  ['X001', 'located_in', 'G001'],
  ['R001', 'located_in', 'G001'],
  ['R002', 'located_in', 'G002'],
  ['R003', 'located_in', 'G001', 'G002', 'G003'],
  ['R004', 'located_in', 'G001', 'G002', 'G003'],
  ['R006', 'located_in', 'G001'],
  ['R007', 'located_in', 'G001'],
];

export const demoRelations: readonly KeyedRelation[] = lines.flatMap(([from, kind, ...targets]) =>
  targets.map((to) => ({ from, to, kind })),
);
