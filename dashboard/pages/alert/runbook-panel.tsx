import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AlertStep } from '../../../server/contract/alert.js';
import { setStep } from '../../api/alert-insights.js';
import type { AlertDetail } from '../../api/alerts.js';
import { ErrorNotice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';

interface StepProps {
  step: AlertStep;
  isChecked: boolean;
  mayCheck: boolean;
  onCheck(done: boolean): void;
}

function Step({ step, isChecked, mayCheck, onCheck }: StepProps) {
  const { t, language } = useMessages();
  return (
    <li className={`gw-runbook__step${step.done ? ' gw-runbook__step--done' : ''}`}>
      <label className="gw-check">
        <input
          type="checkbox"
          checked={isChecked}
          disabled={!mayCheck}
          onChange={(event) => onCheck(event.target.checked)}
        />
        <span>
          <span className="gw-runbook__text">{step[language]}</span>
          {step.done ? (
            <span className="gw-radio__hint">
              {t('alert.step_done', { by: step.done.by })} <Time at={step.done.at} full />
              {step.in_runbook ? null : ` · ${t('alert.step_gone')}`}
            </span>
          ) : null}
        </span>
      </label>
    </li>
  );
}

/** First steps in the order in which they are taken, with who did them. */
export function RunbookPanel({ detail: { alert, steps } }: { detail: AlertDetail }) {
  const { t, number } = useMessages();
  const roles = useRoles();
  const queries = useQueryClient();
  const check = useMutation({
    mutationFn: ({ step, done }: { step: string; done: boolean }) => setStep(alert.id, step, done),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alerts', 'detail', alert.id] }),
  });
  const done = steps.filter((step) => step.done).length;
  return (
    <section className="gw-panel" aria-labelledby="runbook">
      <div className="gw-panel__head">
        <h2 id="runbook" className="gw-panel__title">
          {t('alert.runbook')}
        </h2>
        {steps.length > 0 ? (
          <span className="gw-muted">
            {t('alert.steps_done', { done: number(done), steps: number(steps.length) })}
          </span>
        ) : null}
      </div>
      {check.isError ? <ErrorNotice error={check.error} /> : null}
      {steps.length === 0 ? (
        <p className="gw-muted">{t('alert.no_runbook')}</p>
      ) : (
        <ol className="gw-runbook">
          {steps.map((step) => (
            <Step
              key={step.key}
              step={step}
              mayCheck={roles.has('analyst') || roles.has('admin')}
              isChecked={
                check.isPending && check.variables.step === step.key
                  ? check.variables.done
                  : step.done !== null
              }
              onCheck={(checked) => check.mutate({ step: step.key, done: checked })}
            />
          ))}
        </ol>
      )}
    </section>
  );
}
