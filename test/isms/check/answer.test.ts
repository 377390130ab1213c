import fc from 'fast-check';
import t from 'tap';
import {
  type AssessmentInput,
  assessmentStatuses,
  dispensableGrounds,
} from '../../../server/contract/check.js';
import type { RequirementLevel } from '../../../server/contract/isms.js';
import {
  answerProblems,
  contradiction,
  normaliseAnswer,
  statusOfParts,
} from '../../../server/isms/check/answer.js';
import { addTallies, noTally, tallyBy, withOpen } from '../../../server/isms/check/tally.js';

const asked = (level: RequirementLevel = 'S', subRequirements: string[] = []) => ({
  level,
  subRequirements,
  binary: false,
});
const faults = (input: AssessmentInput, requirement = asked()) =>
  answerProblems(normaliseAnswer(input), requirement).map(({ pointer }) => pointer);

t.test('what is dispensable says why, and a Basis gap is no accepted risk', async (t) => {
  const dispensable = (more: Partial<AssessmentInput>, level: RequirementLevel = 'S') =>
    faults({ status: 'dispensable', ...more }, asked(level));
  t.same(dispensable({}), ['/reason', '/dispensable_as']);
  t.same(dispensable({ reason: '  ', dispensable_as: 'alternative' }), ['/reason']);
  for (const level of ['B', 'S', 'H'] as const) {
    t.same(dispensable({ reason: 'x', dispensable_as: 'not_applicable' }, level), []);
    t.same(dispensable({ reason: 'x', dispensable_as: 'alternative' }, level), []);
    const risk = dispensable({ reason: 'x', dispensable_as: 'risk_accepted' }, level);
    t.same(risk, level === 'B' ? ['/dispensable_as'] : []);
  }
  t.same(faults({ status: 'yes', dispensable_as: 'alternative' }), ['/dispensable_as']);
});

t.test('texts are trimmed, links are addresses or places', async (t) => {
  const values = normaliseAnswer({
    status: 'yes',
    responsible: ' Hauptamt ',
    interviewees: ['Frau A', 'Frau A ', ' '],
    sub_statuses: { a: 'open', b: 'yes' },
  });
  t.match(values, {
    responsible: 'Hauptamt',
    interviewees: ['Frau A'],
    due: null,
    sub_statuses: { b: 'yes' },
  });
  t.notOk('a' in values.sub_statuses, 'an open part says nothing');
  const link = (url: string) => faults({ status: 'yes', evidence: [{ title: 'Richtlinie', url }] });
  t.same(link('https://intranet/richtlinie.pdf'), []);
  t.same(link('Ordner 4, Schrank 2'), []);
  t.same(link('javascript:alert(1)'), ['/evidence/0/url']);
  t.same(link(' '), ['/evidence/0/url']);
});

t.test('sub-requirements and the requirement do not contradict each other', async (t) => {
  const parts = asked('S', ['a', 'b', 'c']);
  t.same(faults({ status: 'yes', sub_statuses: { a: 'no' } }, parts), ['/status']);
  t.same(faults({ status: 'no', sub_statuses: { a: 'yes' } }, parts), ['/status']);
  t.same(faults({ status: 'partial', sub_statuses: { a: 'yes', b: 'no' } }, parts), []);
  t.same(faults({ status: 'yes', sub_statuses: { x: 'yes' } }, parts), ['/sub_statuses/x']);
  t.equal(statusOfParts(['a', 'b', 'c'], {}), 'open');
  t.equal(statusOfParts([], {}), 'open');
  t.equal(statusOfParts(['a', 'b'], { a: 'yes' }), 'open');
  t.equal(statusOfParts(['a', 'b', 'c'], { a: 'yes', b: 'no' }), 'partial', 'whatever c is');
  t.equal(statusOfParts(['a', 'b'], { a: 'yes', b: 'dispensable' }), 'yes');
  t.equal(statusOfParts(['a', 'b'], { a: 'dispensable', b: 'dispensable' }), 'dispensable');
  const ids = ['a', 'b', 'c', 'd'];
  const some = fc.dictionary(fc.constantFrom(...ids), fc.constantFrom(...assessmentStatuses));
  fc.assert(
    fc.property(some, (states) => {
      t.equal(contradiction(statusOfParts(ids, states), states), undefined);
    }),
  );
});

t.test('nothing that the checks let through is what the database refuses', async () => {
  const input = fc.record({
    status: fc.constantFrom(...assessmentStatuses),
    dispensable_as: fc.option(fc.constantFrom(...dispensableGrounds)),
    reason: fc.constantFrom('', ' ', 'weil'),
  });
  fc.assert(
    fc.property(input, fc.constantFrom<RequirementLevel>('B', 'S', 'H'), (said, level) => {
      const values = normaliseAnswer(said);
      const { status, dispensable_as, reason } = values;
      const refused =
        (status === 'dispensable') !== (dispensable_as !== null) ||
        (status === 'dispensable' && reason === '') ||
        (level === 'B' && dispensable_as === 'risk_accepted');
      return answerProblems(values, asked(level)).length > 0 === refused;
    }),
  );
});

t.test('tallies add up in any order', async () => {
  const count = fc.nat({ max: 100 });
  const row = fc.record({
    key: fc.constantFrom('a', 'b'),
    yes: count,
    partial: count,
    no: count,
    dispensable: count,
    rest: count,
  });
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const counted = rows.map(({ rest, ...each }) => ({
        ...each,
        ...withOpen({ ...each, total: each.yes + each.partial + each.no + each.dispensable + rest }),
      }));
      const sums = tallyBy(
        counted,
        ({ key }) => key,
        ({ key }) => ({ key }),
      );
      const all = counted.reduce(addTallies, noTally);
      return (
        JSON.stringify(sums.reduce(addTallies, noTally)) === JSON.stringify(all) &&
        all.total === all.open + all.yes + all.partial + all.no + all.dispensable
      );
    }),
  );
});
