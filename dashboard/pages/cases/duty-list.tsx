import { useState } from 'react';
import type { CaseClock, CaseDuty } from '../../../server/contract/case-duty.js';
import type { CaseDetail } from '../../api/cases.js';
import { Button } from '../../components/button.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { useCaseRights } from './case-words.js';
import { ClockBar, ClockMark, isPending } from './clock-mark.js';
import { DecisionDialog } from './decision-dialog.js';
import { ReportDialog } from './report-dialog.js';
import { useNow } from './use-now.js';

interface DutyActions {
  onDecide: (() => void) | undefined;
  onReport: ((clock: CaseClock) => void) | undefined;
}

function ClockRow({
  clock,
  now,
  onReport,
}: { clock: CaseClock; now: number } & Pick<DutyActions, 'onReport'>) {
  const { t, language, dateTime } = useMessages();
  return (
    <li className="gw-duty__clock">
      <div className="gw-duty__line">
        <strong>{clock.name[language]}</strong>
        <ClockMark clock={clock} now={now} />
      </div>
      <ClockBar clock={clock} now={now} />
      <div className="gw-duty__line">
        <span className="gw-muted">
          {clock.reported_at ? `${t('cases.reported_on', { at: dateTime(clock.reported_at) })} · ` : ''}
          {clock.due_at
            ? t(clock.provisional ? 'cases.due_provisional' : 'cases.due', { at: dateTime(clock.due_at) })
            : ''}
          {clock.recipient ? ` · ${clock.recipient}` : ''}
        </span>
        {onReport ? (
          <Button
            small
            variant={isPending(clock) ? 'secondary' : 'tertiary'}
            label={t(isPending(clock) ? 'cases.report' : 'cases.report_more')}
            aria-label={`${t(isPending(clock) ? 'cases.report' : 'cases.report_more')}: ${clock.name[language]}`}
            onPress={() => onReport(clock)}
          />
        ) : null}
      </div>
    </li>
  );
}

function DutyPanel({ duty, now, onDecide, onReport }: { duty: CaseDuty; now: number } & DutyActions) {
  const { t, language, dateTime } = useMessages();
  const [latest] = duty.decisions;
  const heading = `duty-${duty.duty}`;
  return (
    <section className="gw-panel gw-duty" aria-labelledby={heading}>
      <div className="gw-panel__head">
        <h2 id={heading} className="gw-panel__title">
          {duty.name[language]}
        </h2>
        {onDecide ? (
          <Button
            small
            variant={latest ? 'tertiary' : 'primary'}
            label={t(latest ? 'cases.decide_again' : 'cases.decide')}
            aria-label={`${t(latest ? 'cases.decide_again' : 'cases.decide')}: ${duty.name[language]}`}
            onPress={onDecide}
          />
        ) : null}
      </div>
      {latest ? (
        <p>
          <strong>{t(`cases.applies.${latest.applies}`)}</strong>
          <span className="gw-muted">
            {' '}
            · {latest.by}, <Time at={latest.at} full />
          </span>
          <span className="gw-block gw-prose">{latest.reason}</span>
          {latest.aware_at ? (
            <span className="gw-block">
              {t('cases.aware', { at: dateTime(latest.aware_at) })}
              {latest.statement ? ` · ${latest.statement}` : ''}
            </span>
          ) : null}
        </p>
      ) : (
        <p className="gw-muted">{t('cases.undecided_text')}</p>
      )}
      {duty.applies === 'no' ? null : (
        <ul className="gw-duty__clocks">
          {duty.clocks.map((clock) => (
            <ClockRow
              key={clock.step}
              clock={clock}
              now={now}
              onReport={duty.applies === 'yes' ? onReport : undefined}
            />
          ))}
        </ul>
      )}
      {duty.decisions.length > 1 ? (
        <details className="gw-duty__before">
          <summary>{t('cases.decisions_before')}</summary>
          <ul className="gw-history">
            {duty.decisions.slice(1).map(({ at, by, applies, reason }) => (
              <li key={at}>
                <span className="gw-history__line">
                  <strong>{t(`cases.applies.${applies}`)}</strong>
                  <span className="gw-muted">{by}</span>
                  <Time at={at} full />
                </span>
                <p className="gw-history__comment">{reason}</p>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

/** The duties to report with their clocks, side by side. */
export function DutyList({ detail }: { detail: CaseDetail }) {
  const now = useNow();
  const rights = useCaseRights();
  const [deciding, setDeciding] = useState<CaseDuty>();
  const [reporting, setReporting] = useState<CaseClock>();
  const may = rights.report && detail.case.state !== 'closed';
  return (
    <div className="gw-stack">
      {detail.duties.map((duty) => (
        <DutyPanel
          key={duty.duty}
          duty={duty}
          now={now}
          onDecide={may ? () => setDeciding(duty) : undefined}
          onReport={may ? setReporting : undefined}
        />
      ))}
      <DecisionDialog detail={detail} duty={deciding} onClose={() => setDeciding(undefined)} />
      <ReportDialog detail={detail} clock={reporting} onClose={() => setReporting(undefined)} />
    </div>
  );
}
