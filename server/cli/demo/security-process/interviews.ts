import type { AssessmentInput, AssessmentStatus, DispensableGround } from '../../../contract/check.js';
import type { RequirementLevel } from '../../../contract/isms.js';
import { createRandom, type Random, seedOf } from '../random.js';
import { answerTexts } from './answer-texts.js';
import { demoUnit } from './modelling.js';

/** A requirement of an accepted Baustein in one scope. */
export interface DemoQuestion {
  requirement: string;
  level: RequirementLevel;
  baustein: string;
  /** Of the Baustein, `R1` to `R3`: the first is interviewed first. */
  order: string;
  /** Key of the target object; null: the whole domain. */
  on: string | null;
  /** Of the target object; empty: the unit that the layer belongs to. */
  owner: string;
}

/** What was answered on one day. */
export interface DemoInterview {
  daysAgo: number;
  answers: { requirement: string; on: string | null; version: number; answer: AssessmentInput }[];
}

/** Days before today on which the city interviewed, and on the last one only looked after its gaps. */
const days = [265, 180, 96, 33, 4] as const;

type Weights = readonly (readonly [weight: number, status: AssessmentStatus])[];
const weights: Record<RequirementLevel, Weights> = {
  B: [
    [76, 'yes'],
    [11, 'partial'],
    [4, 'no'],
    [4, 'dispensable'],
    [5, 'open'],
  ],
  S: [
    [62, 'yes'],
    [14, 'partial'],
    [7, 'no'],
    [7, 'dispensable'],
    [10, 'open'],
  ],
  H: [
    [34, 'yes'],
    [14, 'partial'],
    [10, 'no'],
    [14, 'dispensable'],
    [28, 'open'],
  ],
};

/** Where requirements for higher protection needs are asked for, too. */
const needy = new Set(['S006', 'A004', 'R001', 'R002']);

/**
 * The sample city's check as its interviews went over most of a year: Bausteine in the order of the Kompendium, gaps
 * followed up later. The same questions always get the same answers.
 * @param day `YYYY-MM-DD` in so many days
 */
export function demoInterviews(
  questions: readonly DemoQuestion[],
  day: (inDays: number) => string,
): DemoInterview[] {
  const interviews = days.map((daysAgo): DemoInterview => ({ daysAgo, answers: [] }));
  for (const question of questions) {
    const { requirement, on } = question;
    const at = roundOf(question);
    if (at === undefined || (question.level === 'H' && !needy.has(on ?? ''))) continue;
    const random = createRandom(seedOf(`${on} ${requirement}`));
    const answer = answerOf(question, day(-days[at]!), day, random);
    if (answer === undefined) continue;
    interviews[at]!.answers.push({ requirement, on, version: 0, answer });
    const isGap = answer.status === 'partial' || answer.status === 'no';
    if (!isGap || !random.chance(0.45)) continue;
    const later = random.int(at + 1, days.length - 1);
    const closed = { ...answer, status: 'yes', implementation: random.pick(answerTexts.closed) } as const;
    const assessed_on = day(-days[later]!);
    interviews[later]!.answers.push({
      requirement,
      on,
      version: 1,
      answer: { ...closed, due: null, assessed_on },
    });
  }
  return interviews;
}

/** @returns which interview a Baustein belongs to; undefined: it has not been looked at yet */
function roundOf({ baustein, order, on }: DemoQuestion): number | undefined {
  const random = createRandom(seedOf(`${on} ${baustein}`));
  if (order === 'R1') return 0;
  if (order === 'R2') return random.int(1, 2);
  return random.chance(0.7) ? 3 : undefined;
}

/** Some Bausteine are further than others. */
const maturityOf = ({ baustein }: DemoQuestion): number => 0.35 + 1.3 * createRandom(seedOf(baustein)).next();

function answerOf(
  question: DemoQuestion,
  assessed_on: string,
  day: (inDays: number) => string,
  random: Random,
): AssessmentInput | undefined {
  const maturity = maturityOf(question);
  const status = random.weighted(
    weights[question.level].map(([weight, each]) => [each === 'yes' ? weight * maturity : weight, each]),
  );
  if (status === 'open') return undefined;
  const owner = question.owner || demoUnit(question.baustein);
  const said = { status, assessor: 'ISB', assessed_on, interviewees: [owner] };
  if (status === 'yes') return { ...said, ...metBy(question, random) };
  if (status === 'dispensable') return { ...said, ...dispensed(question.level, random) };
  return {
    ...said,
    implementation: random.pick(answerTexts[status === 'partial' ? 'partly' : 'missing']),
    ...(random.chance(0.9) && { responsible: owner }),
    ...(random.chance(0.85) && { due: day(random.int(-20, 330)) }),
    ...(random.chance(0.3) && { cost_once: random.pick([800, 1500, 2500, 4000, 9000, 18_000]) }),
    ...(random.chance(0.12) && { cost_yearly: random.pick([240, 600, 1200, 3600]) }),
  };
}

function metBy({ baustein }: DemoQuestion, random: Random): Partial<AssessmentInput> {
  const texts = answerTexts.met[baustein.split('.')[0]!] ?? answerTexts.met['OPS']!;
  return {
    implementation: random.pick(texts),
    ...(random.chance(0.15) && { evidence: [random.pick(answerTexts.evidence)] }),
  };
}

/** The gap of a Basis requirement cannot be accepted as a risk. */
function dispensed(level: RequirementLevel, random: Random): Partial<AssessmentInput> {
  const ground = random.weighted<DispensableGround>([
    [6, 'not_applicable'],
    [3, 'alternative'],
    [level === 'B' ? 0 : 2, 'risk_accepted'],
  ]);
  return { dispensable_as: ground, reason: random.pick(answerTexts.dispensable[ground]) };
}
