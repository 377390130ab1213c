import type { ManagementView } from '../../../server/contract/management.js';
import { useMessages } from '../../i18n/messages.js';
import { riskLevels } from '../risk/risk-words.js';
import { Figure } from './figure.js';

/** Measures with their cost, risks, findings and evidence. */
export function PlanBlock({ view }: { view: ManagementView }) {
  const { t, number } = useMessages();
  const { figures, cost, findings, risks } = view;
  const overdue = figures.measures_overdue.now ?? 0;
  return (
    <section className="gw-panel gw-management__plan" aria-labelledby="board-plan">
      <h2 id="board-plan" className="gw-panel__title">
        {t('management.plan')}
      </h2>
      <dl className="gw-management__figures">
        <Figure
          name={t('management.overdue')}
          term="massnahme"
          definition={t('management.overdue_defined', { open: number(figures.measures_open.now ?? 0) })}
          value={number(overdue)}
          before={figures.measures_overdue}
          warns={overdue > 0}
        />
        <Figure
          name={t('management.cost')}
          definition={t('management.cost_defined', {
            yearly: number(cost.yearly_open),
            done: number(cost.once_done),
          })}
          value={t('plan.euros', { amount: number(cost.once_open) })}
        />
        <Figure
          name={t('management.findings')}
          term="feststellung"
          definition={t('management.findings_defined', {
            major: number(findings.major),
            minor: number(findings.minor),
            recommendation: number(findings.recommendation),
          })}
          value={number(figures.findings_open.now ?? 0)}
          before={figures.findings_open}
          warns={findings.major > 0}
        />
        <Figure
          name={t('management.evidence')}
          term="nachweis"
          definition={t('management.evidence_defined', {
            expired: number(figures.evidence_expired.now ?? 0),
          })}
          value={number(figures.evidence_expiring.now ?? 0)}
          before={figures.evidence_expiring}
        />
        <Figure
          name={t('management.risks')}
          term="restrisiko"
          definition={t('management.risks_defined', { unsigned: number(risks.unsigned) })}
          value={
            <span className="gw-management__risks">
              {riskLevels.toReversed().map((level) => (
                <span key={level} className={`gw-risk gw-risk--${level}`}>
                  {t(`risk.level.${level}`)} {number(risks[level])}
                </span>
              ))}
            </span>
          }
        />
      </dl>
    </section>
  );
}
