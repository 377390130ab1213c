import { needTable } from './a2-protection.js';
import { answerTable, stateBars } from './a4-check.js';
import { riskTable } from './a5-risk.js';
import { measureTable } from './a6-plan.js';
import type { Report, ReportFrame } from './model.js';
import type { AnswerRow, MeasureRow, NeedRow, ObjectRow, Proof, RiskRow, StateCount } from './rows.js';
import { wordsOf } from './words.js';

/** What a report on one target object is made from. */
export interface SystemFacts {
  object: ObjectRow;
  needs: readonly NeedRow[];
  states: readonly StateCount[];
  answers: AsyncIterable<AnswerRow>;
  proof: Proof;
  risks: readonly RiskRow[];
  measures: readonly MeasureRow[];
}

/** Everything that is known of one target object, in one document. */
export function systemReport(frame: ReportFrame, facts: SystemFacts): Report {
  const words = wordsOf(frame.language);
  const { texts: t, columns: c } = words;
  const { object } = facts;
  return {
    frame,
    code: '',
    title: words.titles.system,
    subject: `${object.key} ${object.name}`,
    orientation: 'landscape',
    form: 'document',
    blocks: [
      { type: 'text', text: t.system },
      {
        type: 'facts',
        rows: [
          [c.object, `${object.key} ${object.name}`],
          [c.type, words.types[object.type]],
          [c.description, object.description],
          [c.platform, object.platform],
          [c.addresses, object.addresses],
          [c.location, object.location],
          [c.owner, object.owner],
          [c.status, words.objectStates[object.status]],
          [c.links, object.links],
        ],
      },
      { type: 'heading', text: t.needs },
      needTable(facts.needs, words),
      { type: 'heading', text: t.checkState },
      stateBars(facts.states, words),
      { type: 'heading', text: t.answers },
      answerTable(facts.answers, facts.proof, frame, words),
      { type: 'heading', text: t.riskList },
      riskTable(facts.risks, words),
      { type: 'heading', text: t.measures },
      measureTable('measures', t.measures, facts.measures, words),
    ],
  };
}
