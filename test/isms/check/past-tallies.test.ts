import fc from 'fast-check';
import t from 'tap';
import type { AssessmentStatus } from '../../../server/contract/check.js';
import { type CountedSheet, type PastAnswer, pastTallies } from '../../../server/isms/check/past-tallies.js';

const requirements = [
  { id: 'SYS.1.1.A1', baustein: 'SYS.1.1', layer: 'SYS', level: 'B' as const },
  { id: 'SYS.1.1.A2', baustein: 'SYS.1.1', layer: 'SYS', level: 'S' as const },
  { id: 'APP.6.A1', baustein: 'APP.6', layer: 'APP', level: 'B' as const },
];
const sheets: CountedSheet[] = [
  { scope: 'group', group: null, baustein: 'SYS.1.1' },
  { scope: 'member', group: 'group', baustein: 'SYS.1.1' },
  { scope: 'alone', group: null, baustein: 'SYS.1.1' },
  { scope: 'alone', group: null, baustein: 'APP.6' },
];
const said = (scope: string, at: number, status: AssessmentStatus | null, requirement = 'SYS.1.1.A1') => ({
  scope,
  requirement,
  at,
  status,
});
const basis = (days: ReturnType<typeof pastTallies>) =>
  days.map((tallies) => tallies.find(({ layer, level }) => layer === 'SYS' && level === 'B'));

t.test('days before and after answers', async (t) => {
  const answers = [said('alone', 10, 'no'), said('alone', 20, 'yes'), said('alone', 30, null)];
  const days = basis(pastTallies(sheets, requirements, answers, [10, 20, 30, 40]));
  const empty = { layer: 'SYS', level: 'B', total: 3, yes: 0, partial: 0, no: 0, dispensable: 0 };
  t.same(days, [empty, { ...empty, no: 1 }, { ...empty, yes: 1 }, empty], 'the end of a day is not in it');
});

t.test(
  "a member has its group's answer until it has its own, and again when that is taken back",
  async (t) => {
    const answers = [
      said('group', 1, 'yes'),
      said('member', 2, 'no'),
      said('group', 3, 'partial'),
      said('member', 4, 'open'),
      said('member', 5, null),
    ];
    const days = basis(pastTallies(sheets, requirements, answers, [2, 3, 4, 5, 6]));
    t.same(
      days.map((day) => [day!.yes, day!.partial, day!.no]),
      [
        [2, 0, 0],
        [1, 0, 1],
        [0, 1, 1],
        [0, 1, 0],
        [0, 2, 0],
      ],
    );
  },
);

t.test('what is modelled nowhere and what no catalogue has does not count', async (t) => {
  const answers = [
    said('gone', 1, 'yes'),
    said('alone', 1, 'yes', 'SYS.9.A1'),
    said('group', 1, 'yes', 'APP.6.A1'),
  ];
  const [day] = pastTallies(sheets, requirements, answers, [2]);
  t.same(
    day!.map(({ yes }) => yes),
    [0, 0, 0],
  );
});

t.test('at any time it is what counting all answers of then gives', async (t) => {
  const answer = fc.record({
    scope: fc.constantFrom('group', 'member', 'alone'),
    requirement: fc.constantFrom(...requirements.map(({ id }) => id)),
    at: fc.nat(50),
    status: fc.constantFrom('open', 'yes', 'partial', 'no', 'dispensable', null),
  });
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 60 }), (some) => {
      const answers = some.toSorted((a, b) => a.at - b.at);
      const ends = [0, 13, 26, 51];
      const days = pastTallies(sheets, requirements, answers, ends);
      for (const [n, end] of ends.entries()) t.same(sorted(days[n]!), sorted(counted(answers, end)));
    }),
    { numRuns: 60 },
  );
});

const sorted = (tallies: readonly object[]): string[] => tallies.map((each) => JSON.stringify(each)).sort();

/** The obvious way. */
function counted(answers: readonly PastAnswer[], end: number) {
  const last = new Map<string, AssessmentStatus | null>();
  for (const { scope, requirement, at, status } of answers) {
    if (at < end) last.set(`${scope} ${requirement}`, status);
  }
  return requirements.map(({ id, baustein, layer, level }) => {
    const of = sheets.filter((sheet) => sheet.baustein === baustein);
    const states = of.map(({ scope, group }) => last.get(`${scope} ${id}`) ?? last.get(`${group} ${id}`));
    const count = (state: string): number => states.filter((each) => each === state).length;
    const [yes, partial, no] = [count('yes'), count('partial'), count('no')];
    return { layer, level, total: of.length, yes, partial, no, dispensable: count('dispensable') };
  });
}
