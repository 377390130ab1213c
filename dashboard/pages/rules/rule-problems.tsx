import { useState } from 'react';
import type { RuleProblemView } from '../../../server/contract/rule-views.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty } from '../../components/notice.js';
import { TableSearch } from '../../components/table-search.js';
import { Toggles } from '../../components/toggles.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { type ProblemLines, ProblemWords, useProblemLines } from './problem-words.js';

const severities = ['error', 'warning'] as const;

/** The end of a path tells more than its beginning. */
const fileOf = (path: string): string => path.split(/[/!]/).at(-1)!;

function columns(
  { t }: Messages,
  lines: (problem: RuleProblemView) => ProblemLines,
): Column<RuleProblemView>[] {
  return [
    {
      id: 'severity',
      header: t('rules.problem.severity'),
      value: ({ severity }) => severities.indexOf(severity),
      cell: ({ severity }) => (
        <span className={`gw-severity gw-severity--${severity}`}>{t(`rules.severity.${severity}`)}</span>
      ),
    },
    {
      id: 'file',
      header: t('rules.problem.place'),
      value: ({ path, line }) => `${path}:${String(line).padStart(6, '0')}`,
      rowHeader: true,
      cell: ({ path, line, column }) => (
        <span className="gw-mono gw-block" title={path}>
          {fileOf(path)}:{line}:{column}
        </span>
      ),
    },
    {
      id: 'message',
      header: t('rules.problem.message'),
      cell: (problem) => (
        <span className="gw-block">
          <ProblemWords lines={lines(problem)} />
          <span className="gw-problem__field">
            {[problem.ruleId, problem.field].filter(Boolean).join(' · ')}
          </span>
        </span>
      ),
    },
    {
      id: 'code',
      header: t('rules.problem.code'),
      value: ({ code }) => code,
      cell: ({ code }) => <span className="gw-mono">{code}</span>,
      minor: true,
    },
  ];
}

/** Faults of rule files, each with its place and how to mend it. */
export function RuleProblems({ problems }: { problems: readonly RuleProblemView[] }) {
  const messages = useMessages();
  const { t, plural } = messages;
  const lines = useProblemLines(problems.length > 0);
  const [text, setText] = useState('');
  const [shown, setShown] = useState<(typeof severities)[number][]>([...severities]);
  if (problems.length === 0) {
    return (
      <Empty icon="check" title={t('rules.no_problems')}>
        <p>{t('rules.no_problems_text')}</p>
      </Empty>
    );
  }
  const wanted = text.trim().toLowerCase();
  const rows = problems.filter(
    (problem) =>
      shown.includes(problem.severity) &&
      [problem.path, lines(problem).message.text, problem.code, problem.ruleId ?? ''].some((each) =>
        each.toLowerCase().includes(wanted),
      ),
  );
  return (
    <>
      <div className="gw-filters">
        <Toggles
          label={t('rules.problem.severity')}
          options={severities.map((value) => ({
            value,
            label: `${t(`rules.severity.${value}`)} (${problems.filter(({ severity }) => severity === value).length})`,
          }))}
          selected={shown}
          onChange={setShown}
        />
        <TableSearch label={t('rules.problem.search')} value={text} onChange={setText} />
      </div>
      <p className="gw-muted gw-table-note" role="status">
        {plural('rules.problems', rows.length)}
      </p>
      {rows.length > 0 ? (
        <DataTable
          caption={t('rules.tab.problems')}
          columns={columns(messages, lines)}
          rows={rows}
          rowId={({ path, line, column, code, field }) => `${path}:${line}:${column}:${code}:${field}`}
          initialSort={{ id: 'severity', desc: false }}
        />
      ) : null}
    </>
  );
}
