import fc from 'fast-check';
import t from 'tap';
import { type AssessmentStatus, assessmentStatuses } from '../../../server/contract/check.js';
import { type MappingPair, type Relation, relations } from '../../../server/isms/catalog/mapping-index.js';
import { type Assessment, proposeMigration } from '../../../server/isms/migration/propose.js';

let statement = 0;
const pair = (
  source: string,
  relation: Relation,
  target = 'T',
  more: Partial<MappingPair> = {},
): MappingPair => ({
  source,
  target,
  relation,
  statement: statement++,
  target_catalog: 'new',
  state: 'confirmed',
  ...more,
});
const is = (requirementId: string, status: AssessmentStatus): Assessment => ({ requirementId, status });
const proposal = (assessments: Assessment[], pairs: MappingPair[]) =>
  proposeMigration(assessments, pairs, ['T']).proposals[0];

t.test('every relation has its rule', async (t) => {
  const rules: Record<Relation, Record<'yes' | 'partial' | 'no', string>> = {
    'equal-to': { yes: 'yes', partial: 'partial', no: 'no' },
    'equivalent-to': { yes: 'yes', partial: 'partial', no: 'no' },
    'superset-of': { yes: 'yes', partial: 'open', no: 'open' },
    'subset-of': { yes: 'partial', partial: 'partial', no: 'no' },
    'intersects-with': { yes: 'partial', partial: 'open', no: 'no' },
  };
  for (const relation of relations) {
    for (const status of ['yes', 'partial', 'no'] as const) {
      const found = proposal([is('X.1.A1', status)], [pair('X.1.A1.2', relation)]);
      t.equal(found!.proposal, rules[relation][status], `${relation}, ${status}`);
    }
    for (const status of ['open', 'dispensable'] as const) {
      t.equal(proposal([is('X.1.A1', status)], [pair('X.1.A1.2', relation)])!.proposal, 'open');
    }
  }
});

t.test('several pairs: the strongest proof and the strictest limit', async (t) => {
  const pairs = [pair('X.1.A1', 'subset-of'), pair('X.1.A2', 'superset-of')];
  const of = (one: AssessmentStatus, two: AssessmentStatus) =>
    proposal([is('X.1.A1', one), is('X.1.A2', two)], pairs)!;
  t.match(of('yes', 'yes'), { proposal: 'yes', contradictory: false });
  t.match(of('yes', 'no'), { proposal: 'partial', contradictory: false });
  t.match(of('no', 'yes'), { proposal: 'partial', contradictory: true }, 'the more careful one counts');
  const subsets = [pair('X.1.A1', 'subset-of'), pair('X.1.A2', 'subset-of')];
  const all = proposal([is('X.1.A1', 'yes'), is('X.1.A2', 'yes')], subsets);
  t.match(all, { proposal: 'partial' }, 'parts never make a whole by themselves');
});

t.test('a statement with several targets or sources proves less', async (t) => {
  const twoTargets = [
    pair('X.1.A1', 'subset-of', 'T', { statement: 900 }),
    pair('X.1.A1', 'subset-of', 'U', { statement: 900 }),
  ];
  t.match(proposal([is('X.1.A1', 'yes')], twoTargets)!.grounds, [{ relation: 'intersects-with' }]);
  const equal = [
    pair('X.1.A1', 'equal-to', 'T', { statement: 901 }),
    pair('X.1.A1', 'equal-to', 'U', { statement: 901 }),
  ];
  t.match(proposal([is('X.1.A1', 'yes')], equal), { proposal: 'yes' });
  t.match(proposal([is('X.1.A1', 'no')], equal), { proposal: 'open' });
  const twoSources = [
    pair('X.1.A1', 'equal-to', 'T', { statement: 902 }),
    pair('X.1.A2', 'equal-to', 'T', { statement: 902 }),
  ];
  t.match(proposal([is('X.1.A1', 'yes'), is('X.1.A2', 'open')], twoSources), { proposal: 'partial' });
});

t.test('sub-requirements go before their requirement; of several objects the worst counts', async (t) => {
  const pairs = [pair('X.1.A1.2', 'equal-to')];
  t.match(proposal([is('X.1.A1', 'no'), is('X.1.A1.2', 'yes')], pairs), { proposal: 'yes' });
  t.match(proposal([is('X.1.A1', 'yes'), is('X.1.A1', 'partial')], pairs), { proposal: 'partial' });
  t.match(proposal([is('X.1.A1', 'yes'), is('X.1.A1', 'open')], pairs), { proposal: 'open' });
});

t.test(
  'what leads nowhere, what nothing leads to, and what is uncertain is told and does not count',
  async (t) => {
    const pairs = [
      pair('X.1.A1', 'equal-to', 'T', { state: 'unconfirmed' }),
      pair('X.1.A2', 'equal-to', 'gone', { state: 'absent' }),
      pair('X.1.A3', 'equal-to', 'U', { state: 'moved' }),
    ];
    const assessments = [
      is('X.1.A1', 'yes'),
      is('X.1.A2', 'yes'),
      is('X.1.A3', 'yes'),
      is('X.1.A4', 'no'),
      is('X.1.A5', 'open'),
    ];
    const found = proposeMigration(assessments, pairs, ['T', 'U', 'V']);
    t.match(found.proposals, [
      { requirementId: 'T', proposal: 'open', grounds: [{ note: 'unconfirmed' }] },
      { requirementId: 'U', proposal: 'yes' },
    ]);
    t.same(found.unmapped, ['V']);
    t.same(found.left_behind, ['X.1.A1', 'X.1.A2', 'X.1.A4']);
    t.same(found.coverage, {
      controls: 3,
      controls_mapped: 2,
      proposals: { yes: 1, partial: 0, no: 0, open: 1 },
      contradictory: 0,
      assessed: 4,
      assessed_mapped: 1,
      pairs_absent: 1,
      pairs_unconfirmed: 1,
    });
  },
);

t.test('properties: the order does not matter, and nothing is fulfilled without a proof', async (t) => {
  const source = fc.constantFrom('X.1.A1', 'X.1.A2', 'X.1.A2.1', 'X.1.A3');
  const arbitraryPair = fc.record({
    source,
    target: fc.constantFrom('T', 'U'),
    relation: fc.constantFrom(...relations),
    statement: fc.nat(5),
    target_catalog: fc.constant('new'),
    state: fc.constantFrom('confirmed', 'moved', 'unconfirmed', 'absent'),
  }) as fc.Arbitrary<MappingPair>;
  const assessment = fc.record({ requirementId: source, status: fc.constantFrom(...assessmentStatuses) });
  fc.assert(
    fc.property(
      fc.array(arbitraryPair, { maxLength: 8 }),
      fc.array(assessment, { maxLength: 8 }),
      (pairs, states) => {
        const found = proposeMigration(states, pairs, ['T', 'U']);
        const turned = proposeMigration([...states].reverse(), [...pairs].reverse(), ['T', 'U']);
        const bare = ({ proposals }: typeof found) => proposals.map(({ proposal }) => proposal);
        const proven = found.proposals.every(
          ({ proposal, grounds }) =>
            proposal !== 'yes' ||
            grounds.some(
              ({ note, status, relation }) =>
                note === 'counts' &&
                status === 'yes' &&
                ['equal-to', 'equivalent-to', 'superset-of'].includes(relation),
            ),
        );
        return (
          JSON.stringify(bare(found)) === JSON.stringify(bare(turned)) &&
          JSON.stringify(found.coverage) === JSON.stringify(turned.coverage) &&
          proven
        );
      },
    ),
  );
  t.pass();
});
