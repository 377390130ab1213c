import type { WibaAnswer, WibaProposal } from '../../contract/migration.js';
import type { Topic } from './questions.js';

export interface Answered {
  question: string;
  answer: WibaAnswer;
  note: string;
}

/** What the answers propose for a requirement. */
export interface ProposedRequirement {
  requirement: string;
  /** Never fulfilled. */
  proposal: 'partial' | 'no' | 'open';
  questions: WibaProposal['questions'];
}

/**
 * Carries the answers of the self-check over into the IT-Grundschutz-Check, as proposals that a person decides on.
 * A question asks for less than the requirement it touches, so:
 *
 * - yes, partly: the requirement is proposed as partly fulfilled, never as fulfilled
 * - no: proposed as not fulfilled when every answer to it is no, as partly fulfilled otherwise
 * - not applicable: says nothing; whether the requirement can be dispensed with is decided there, with a reason
 *
 * @param topics the questionnaire
 * @param answers of one tenant
 * @returns a proposal for every requirement that an answered question touches, by requirement id
 */
export function carryOver(topics: readonly Topic[], answers: readonly Answered[]): ProposedRequirement[] {
  const byQuestion = new Map(answers.map((answered) => [answered.question, answered]));
  const touched = new Map<string, WibaProposal['questions']>();
  for (const { id, requirements } of topics.flatMap(({ questions }) => questions)) {
    const answered = byQuestion.get(id);
    if (answered === undefined) continue;
    for (const requirement of requirements) {
      const list = touched.get(requirement) ?? [];
      list.push({ id, answer: answered.answer, note: answered.note });
      touched.set(requirement, list);
    }
  }
  return [...touched]
    .map(([requirement, questions]) => ({ requirement, proposal: proposalOf(questions), questions }))
    .sort((a, b) => a.requirement.localeCompare(b.requirement, 'en', { numeric: true }));
}

function proposalOf(questions: WibaProposal['questions']): 'partial' | 'no' | 'open' {
  const answers = questions.map(({ answer }) => answer).filter((answer) => answer !== 'not_applicable');
  if (answers.length === 0) return 'open';
  return answers.every((answer) => answer === 'no') ? 'no' : 'partial';
}
