import type { AssessmentChange } from '../../contract/check.js';
import type { Assignment } from '../../contract/modelling.js';
import { modellingRules } from '../../isms/modelling/read-rules.js';
import { setEachAssessment } from '../../store/assessments.js';
import { decideAssignments, listAssignments } from '../../store/assignments.js';
import { defaultCatalog } from '../../store/domains.js';
import { storeProposals } from '../../store/modelling-proposals.js';
import { dayMs, type Filling } from './filling.js';
import { demoAnswers } from './security-process/answers.js';
import { type DemoQuestion, demoInterviews } from './security-process/interviews.js';
import { type DemoDecision, demoDecision, demoUnit } from './security-process/modelling.js';

/** Proposes the Bausteine and decides about them as the city did, in one call for each kind of decision. */
export async function fillModelling(filling: Filling): Promise<void> {
  const { trx, key, author } = filling;
  await storeProposals(trx, key, defaultCatalog, modellingRules(), author);
  const undecided = (await listAssignments(trx, key, defaultCatalog)).filter(
    ({ state }) => state === 'proposed',
  );
  const decisions = new Map<string, { decision: DemoDecision; contact: string; of: Assignment[] }>();
  for (const assignment of undecided) {
    const decision = demoDecision(assignment.baustein, keyOf(filling, assignment.target_object));
    if (decision.state === 'proposed') continue;
    const contact = ownerOf(filling, assignment) || demoUnit(assignment.baustein);
    const kind = JSON.stringify([decision, contact]);
    const group = decisions.get(kind) ?? { decision, contact, of: [] };
    group.of.push(assignment);
    decisions.set(kind, group);
  }
  for (const { decision, contact, of } of decisions.values()) {
    const items = of.map(({ id, version }) => ({ id, version }));
    await decideAssignments(trx, key, { items, contact, ...decision }, author);
  }
}

/** Answers the check as the city did over most of a year: one bulk of answers for each of its interviews. */
export async function fillCheck(filling: Filling): Promise<void> {
  const { trx, key, author, idOf, day } = filling;
  const detailed = new Set(demoAnswers.map(({ requirement, on }) => `${on} ${requirement}`));
  const questions = (await questionsOf(filling)).filter(
    ({ requirement, on }) => !detailed.has(`${on} ${requirement}`),
  );
  for (const { daysAgo, answers } of demoInterviews(questions, day)) {
    const changes = answers.map(({ requirement, on, version, answer }): AssessmentChange => {
      return { requirement, target_object: idOf(on), version, ...answer };
    });
    const then = { ...author, now: author.now - daysAgo * dayMs };
    await setEachAssessment(trx, key, defaultCatalog, changes, then);
  }
  const today = demoAnswers.map(({ requirement, on, answer, inDays }): AssessmentChange => {
    const due = inDays === undefined ? {} : { due: day(inDays) };
    const said = { version: 0, assessor: 'ISB', assessed_on: day(0), ...answer, ...due };
    return { requirement, target_object: idOf(on), ...said };
  });
  await setEachAssessment(trx, key, defaultCatalog, today, author);
}

async function questionsOf(filling: Filling): Promise<DemoQuestion[]> {
  const accepted = (await listAssignments(filling.trx, filling.key, defaultCatalog)).filter(
    ({ state }) => state === 'accepted',
  );
  const requirements = await filling.trx
    .selectFrom('requirement as r')
    .innerJoin('baustein as b', (join) =>
      join.onRef('b.catalog_id', '=', 'r.catalog_id').onRef('b.id', '=', 'r.baustein_id'),
    )
    .select(['r.id as requirement', 'r.level', 'b.id as baustein', 'b.implementation_order as order'])
    .where('r.catalog_id', '=', defaultCatalog)
    .where('r.withdrawn', '=', false)
    .orderBy('r.position')
    .execute();
  return accepted.flatMap((assignment) => {
    const on = keyOf(filling, assignment.target_object);
    const owner = ownerOf(filling, assignment);
    return requirements.flatMap(({ level, ...requirement }) =>
      requirement.baustein === assignment.baustein && level !== null
        ? [{ ...requirement, level, on, owner }]
        : [],
    );
  });
}

const keyOf = ({ objects }: Filling, id: string | null): string | null =>
  id === null ? null : objects.find((object) => object.id === id)!.key;

const ownerOf = ({ objects }: Filling, { target_object: id }: Assignment): string =>
  objects.find((object) => object.id === id)?.owner ?? '';
