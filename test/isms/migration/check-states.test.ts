import t from 'tap';
import { assessmentsOfCheck } from '../../../server/isms/migration/check-states.js';
import { proposeMigration } from '../../../server/isms/migration/propose.js';

const pair = {
  source: 'APP.3.6.A1.2',
  target: 'ARCH.1.1',
  relation: 'equal-to',
  statement: 0,
  target_catalog: 'grundschutz-plus-plus',
  state: 'confirmed',
} as const;

t.test('a part that is assessed in one scope counts with the whole of the others', async (t) => {
  const states = [
    { requirement: 'APP.3.6.A1', status: 'partial', parts: { 'APP.3.6.A1.2': 'yes' } },
    { requirement: 'APP.3.6.A1', status: 'no', parts: {} },
  ] as const;
  const assessments = assessmentsOfCheck(states);
  t.same(assessments, [
    { requirementId: 'APP.3.6.A1', status: 'partial' },
    { requirementId: 'APP.3.6.A1.2', status: 'yes' },
    { requirementId: 'APP.3.6.A1', status: 'no' },
    { requirementId: 'APP.3.6.A1.2', status: 'no' },
  ]);
  const propose = (some: typeof assessments) =>
    proposeMigration(some, [pair], ['ARCH.1.1']).proposals[0]!.proposal;
  t.equal(propose(assessments), 'no', 'the scope that lacks it decides');
  t.equal(propose(assessmentsOfCheck(states.slice(0, 1))), 'yes');
});

t.test('a scope without an answer keeps the others from proving anything', async (t) => {
  const assessments = assessmentsOfCheck([
    { requirement: 'APP.3.6.A1', status: 'yes', parts: {} },
    { requirement: 'APP.3.6.A1', status: 'open', parts: {} },
  ]);
  t.equal(proposeMigration(assessments, [pair], ['ARCH.1.1']).proposals[0]!.proposal, 'open');
});
