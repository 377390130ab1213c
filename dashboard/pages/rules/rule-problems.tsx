import type { RuleProblem } from '../../../server/contract/detection.js';
import { Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

/** Faults of rule files, each with its place and how to mend it. */
export function RuleProblems({ problems }: { problems: readonly RuleProblem[] }) {
  const { plural } = useMessages();
  if (problems.length === 0) return null;
  const tone = problems.some(({ severity }) => severity === 'error') ? 'danger' : 'warning';
  return (
    <Notice tone={tone} title={plural('rules.problems', problems.length)}>
      <ul className="gw-problems">
        {problems.map((problem) => (
          <li key={`${problem.path}:${problem.line}:${problem.column}:${problem.code}`}>
            <span className="gw-mono">
              {problem.path}:{problem.line}:{problem.column}
            </span>{' '}
            {problem.message} <span className="gw-muted">{problem.hint}</span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
