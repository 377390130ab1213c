import { type Ref, useRef } from 'react';
import { Label, Text, TextArea, TextField } from 'react-aria-components';
import type { RuleProblemView } from '../../../server/contract/rule-views.js';
import { useMessages } from '../../i18n/messages.js';
import { ProblemWords, useProblemLines } from './problem-words.js';

interface YamlFieldProps {
  label: string;
  hint?: string;
  rows: number;
  value: string;
  problems?: readonly RuleProblemView[];
  onChange(value: string): void;
}

/** @returns where a line and column are in a text */
function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return Math.min(text.length, before + column - 1);
}

/** Numbers of the lines; those with faults stand out. For the eye alone: the list below says the same. */
function LineNumbers({
  ref,
  value,
  problems,
}: {
  ref: Ref<HTMLDivElement>;
  value: string;
  problems: readonly RuleProblemView[];
}) {
  const severities = new Map(problems.map(({ line, severity }) => [line, severity]));
  for (const { line, severity } of problems) if (severity === 'error') severities.set(line, severity);
  return (
    <div ref={ref} className="gw-yaml__lines" aria-hidden="true">
      {value.split('\n').map((_, index) => {
        const severity = severities.get(index + 1);
        return (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            key={index}
            className={`gw-yaml__line${severity === undefined ? '' : ` gw-yaml__line--${severity}`}`}
          >
            {index + 1}
          </span>
        );
      })}
    </div>
  );
}

/** A text in YAML with its faults; each fault leads to its place. */
export function YamlField({ label, hint, rows, value, problems = [], onChange }: YamlFieldProps) {
  const { t } = useMessages();
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const go = ({ line, column }: RuleProblemView) => {
    const at = offsetOf(value, line, column);
    area.current?.focus();
    area.current?.setSelectionRange(at, at);
  };
  const lines = useProblemLines(problems.length > 0);
  const wrong = problems.some(({ severity }) => severity === 'error');
  return (
    <div className="gw-yaml">
      <TextField className="gw-field" value={value} onChange={onChange} isInvalid={wrong}>
        <Label className="gw-field__label">{label}</Label>
        {hint ? (
          <Text slot="description" className="gw-field__hint">
            {hint}
          </Text>
        ) : null}
        <div className="gw-yaml__box">
          <LineNumbers ref={gutter} value={value} problems={problems} />
          <TextArea
            ref={area}
            className="kern-form-input__input gw-input gw-yaml__text"
            rows={rows}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            wrap="off"
            onScroll={({ currentTarget }) => gutter.current?.scrollTo({ top: currentTarget.scrollTop })}
          />
        </div>
      </TextField>
      {problems.length > 0 ? (
        <ul className="gw-yaml__problems" aria-label={t('rules.tab.problems')}>
          {problems.map((problem) => (
            <li key={`${problem.line}:${problem.column}:${problem.code}:${problem.field}`}>
              <button type="button" className="gw-yaml__place" onClick={() => go(problem)}>
                {t('rules.place', { line: problem.line, column: problem.column })}
              </button>{' '}
              <span className={`gw-severity gw-severity--${problem.severity}`}>
                {t(`rules.severity.${problem.severity}`)}
              </span>{' '}
              <ProblemWords lines={lines(problem)} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
