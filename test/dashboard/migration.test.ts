import t from 'tap';
import type { StoredProposal } from '../../server/contract/migration.js';
import { relations } from '../../server/isms/catalog/mapping-index.js';
import { proposeMigration } from '../../server/isms/migration/propose.js';
import { loadDashboard } from './load.js';

type Ground = StoredProposal['grounds'][number];
interface Filter {
  text: string;
  states: string[];
  decision: string;
  contradictory: boolean;
}
const { effectOf } = await loadDashboard<{
  effectOf(ground: Pick<Ground, 'relation' | 'status' | 'note'>): string;
}>('pages/migration/effect.ts');
const { countsOf, filtered } = await loadDashboard<{
  countsOf(proposals: StoredProposal[]): Record<string, number>;
  filtered(proposals: StoredProposal[], filter: Filter): StoredProposal[];
}>('pages/migration/proposal-filter.ts');

t.test('the effect that is shown is the one that is computed', async (t) => {
  const shown: Record<string, string> = {
    full: 'yes',
    partial: 'partial',
    none: 'no',
    at_least: 'partial',
    at_most: 'no',
  };
  for (const relation of relations) {
    for (const status of ['yes', 'partial', 'no', 'open', 'dispensable'] as const) {
      const pair = { source: 'S', target: 'T', relation, statement: 0, target_catalog: 'c' };
      const assessments = [{ requirementId: 'S', status }];
      const [computed] = proposeMigration(assessments, [{ ...pair, state: 'confirmed' }], ['T']).proposals;
      const { proposal, grounds } = computed!;
      t.equal(shown[effectOf(grounds[0]!)] ?? 'open', proposal, `${relation} ${status}`);
    }
  }
});

const proposal = (requirement: string, more: Partial<StoredProposal>): StoredProposal => ({
  requirement,
  title: 'Inventar',
  proposal: 'open',
  mapped: true,
  contradictory: false,
  grounds: [],
  decision: 'open',
  note: '',
  decided_by: null,
  version: 1,
  ...more,
});
const ground = {
  source: 'IND.1.A4.2',
  status: 'yes',
  relation: 'equal-to',
  state: 'confirmed',
  note: 'counts',
};
const list = [
  proposal('ASST.1', { proposal: 'yes', grounds: [{ ...ground, title: 'Dokumentation' }] }),
  proposal('ASST.2', { proposal: 'no', contradictory: true, decision: 'rejected' }),
  proposal('ASST.3', { decision: 'rejected' }),
  proposal('ASST.4', { proposal: 'yes', decision: 'accepted' }),
];
const everything = { text: '', states: [], decision: 'all', contradictory: false };

t.test('proposals are found by either side, by state and by decision', async (t) => {
  const found = (filter: Partial<Filter>) =>
    filtered(list, { ...everything, ...filter }).map(({ requirement }) => requirement);
  t.equal(found({}).length, 4);
  t.same(found({ text: ' ind.1.a4 ' }), ['ASST.1']);
  t.same(found({ text: 'dokument' }), ['ASST.1']);
  t.same(found({ text: 'asst.3' }), ['ASST.3']);
  t.same(found({ states: ['no', 'open'] }), ['ASST.2', 'ASST.3']);
  t.same(found({ decision: 'rejected', contradictory: true }), ['ASST.2']);
});

t.test('only what could be accepted waits for a decision', async (t) => {
  t.match(countsOf(list), { yes: 2, no: 1, open: 1, accepted: 1, rejected: 2, undecided: 1 });
});
