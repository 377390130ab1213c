import t from 'tap';
import { readCommittedIndex } from '../../../server/isms/catalog/committed.js';
import { carryOver } from '../../../server/isms/wiba/carry-over.js';
import { implementationText } from '../../../server/isms/wiba/implementation-text.js';
import { wibaQuestions } from '../../../server/isms/wiba/questions.js';

const { catalog, topics } = wibaQuestions();

t.test('19 topics in two languages, tied to valid Basis requirements', async (t) => {
  t.equal(topics.length, 19);
  const index = await readCommittedIndex('kompendium-2023');
  t.equal(catalog, index.id);
  if (index.kind !== 'kompendium') throw new Error('has another kind');
  const basis = new Set(
    index.bausteine.flatMap(({ requirements }) =>
      requirements.filter(({ level, withdrawn }) => level === 'B' && !withdrawn).map(({ id }) => id),
    ),
  );
  const questions = topics.flatMap((topic) => topic.questions);
  t.equal(questions.length, 75);
  t.equal(new Set(questions.map(({ id }) => id)).size, questions.length);
  t.same(
    questions.flatMap(({ requirements }) => requirements).filter((id) => !basis.has(id)),
    [],
  );
  t.ok(
    questions.every(
      ({ de, en, requirements }) => /\?$/.test(de) && /\?$/.test(en) && requirements.length > 0,
    ),
  );
});

t.test('answers become proposals, never "fulfilled"', async (t) => {
  const small = [
    {
      id: 'x',
      title: { de: 'X', en: 'X' },
      questions: [
        { id: 'x-1', de: '?', en: '?', requirements: ['A.1.A10', 'A.1.A2'] },
        { id: 'x-2', de: '?', en: '?', requirements: ['A.1.A2', 'A.1.A3'] },
        { id: 'x-3', de: '?', en: '?', requirements: ['A.1.A4'] },
      ],
    },
  ];
  const of = (...answers: ('yes' | 'partial' | 'no' | 'not_applicable')[]) =>
    carryOver(
      small,
      answers.map((answer, n) => ({ question: `x-${n + 1}`, answer, note: '' })),
    ).map(({ requirement, proposal }) => [requirement, proposal]);
  t.same(of(), []);
  t.same(of('yes', 'no'), [
    ['A.1.A2', 'partial'],
    ['A.1.A3', 'no'],
    ['A.1.A10', 'partial'],
  ]);
  t.same(of('no', 'no', 'not_applicable'), [
    ['A.1.A2', 'no'],
    ['A.1.A3', 'no'],
    ['A.1.A4', 'open'],
    ['A.1.A10', 'no'],
  ]);
  const everything = topics.flatMap(({ questions }) =>
    questions.map(({ id }) => ({ question: id, answer: 'yes' as const, note: '' })),
  );
  t.ok(carryOver(topics, everything).every(({ proposal }) => proposal === 'partial'));
});

t.test('what the check says of the implementation names question, answer and note', async (t) => {
  const [first, second] = topics.flatMap(({ questions }) => questions);
  const questions = [
    { id: first!.id, answer: 'partial', note: ' nur Laptops ' },
    { id: second!.id, answer: 'no', note: '' },
  ] as const;
  t.equal(
    implementationText(topics, [...questions], 'de'),
    `WiBA: ${first!.de} – teilweise. nur Laptops\nWiBA: ${second!.de} – nein`,
  );
  t.match(implementationText(topics, [...questions], 'en'), `WiBA: ${first!.en} – partly`);
});
