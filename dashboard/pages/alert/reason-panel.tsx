import type { ReactNode } from 'react';
import type { AlertReasons, RuleReason } from '../../../server/contract/alert-reason.js';
import type { AlertDetail } from '../../api/alerts.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { ruleTitle } from '../alerts/rule-title.js';
import { CorrelationReason } from './correlation-reason.js';
import { RuleSource } from './rule-source.js';
import { SelectionReason } from './selection-reason.js';
import { latestReasons } from './use-reasons.js';

const order = { present: 0, absent: 1, none: 2 } as const;

/** The rule's condition with each search identifier: held, rightly not, or of no matter. */
function RuleReasonView({ reason }: { reason: RuleReason }) {
  const { t, plural } = useMessages();
  const sorted = reason.selections.toSorted((a, b) => order[a.part] - order[b.part]);
  const decisive = sorted.filter(({ part }) => part !== 'none' || !reason.matches);
  const others = sorted.filter((selection) => !decisive.includes(selection));
  return (
    <>
      {reason.matches ? null : (
        <Notice tone="info" title={t('alert.no_longer_matches')}>
          <p>{t(reason.logsource ? 'alert.no_longer_matches_text' : 'alert.other_logsource')}</p>
        </Notice>
      )}
      {reason.conditions.map((condition) => (
        <p key={condition} className="gw-why__condition">
          <span className="gw-muted">{t('alert.condition')}</span> <code>{condition}</code>
        </p>
      ))}
      <ul className="gw-reasons">
        {decisive.map((selection) => (
          <SelectionReason key={selection.name} selection={selection} />
        ))}
      </ul>
      {others.length > 0 ? (
        <details className="gw-reason__others">
          <summary>{plural('alert.other_selections', others.length)}</summary>
          <ul className="gw-reasons">
            {others.map((selection) => (
              <SelectionReason key={selection.name} selection={selection} />
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
}

function Explained({ reasons, detail }: { reasons: AlertReasons; detail: AlertDetail }) {
  const { t, language, dateTime } = useMessages();
  const explained = latestReasons(reasons);
  const timeOf = (id: string) => detail.events.find((event) => event.id === id)?.['@timestamp'];
  if (reasons.correlation === null) {
    const [only] = explained;
    if (only === undefined) return <p className="gw-muted">{t('alert.no_reasons')}</p>;
    const at = timeOf(only.event);
    return (
      <>
        {at === undefined ? null : (
          <p className="gw-muted gw-reason__of">{t('alert.explained_by', { time: dateTime(at) })}</p>
        )}
        <RuleReasonView reason={only.reason} />
      </>
    );
  }
  return (
    <>
      <CorrelationReason reasons={reasons} correlation={reasons.correlation} detail={detail} />
      {explained.map(({ reason }) => {
        const rule = reasons.rules.find(({ id }) => id === reason.rule);
        return (
          <details key={reason.rule} className="gw-base-rule">
            <summary>
              {t('alert.base_rule', { title: rule ? ruleTitle(rule, language) : reason.rule })}
            </summary>
            <RuleReasonView reason={reason} />
          </details>
        );
      })}
    </>
  );
}

interface ReasonPanelProps {
  detail: AlertDetail;
  reasons: AlertReasons | undefined;
  error: unknown;
  onRetry(): void;
}

/** Why the alert was raised: in words, by the parts of its rule, and the rule itself. */
export function ReasonPanel({ detail, reasons, error, onRetry }: ReasonPanelProps) {
  const { t, language } = useMessages();
  const { description, falsepositives } = detail;
  const text = language === 'de' ? (description.de ?? description.en) : description.en;
  let content: ReactNode = <Loading rows={3} />;
  if (error && !reasons) content = <ErrorNotice error={error} onRetry={onRetry} />;
  else if (reasons?.source === null) content = <p className="gw-muted">{t('alert.rule_gone')}</p>;
  else if (reasons) content = <Explained reasons={reasons} detail={detail} />;
  return (
    <section className="gw-panel" aria-labelledby="why">
      <h2 id="why" className="gw-panel__title">
        {t('alert.why')}
      </h2>
      <p className="gw-prose">{text}</p>
      <div className="gw-why">{content}</div>
      {falsepositives.length > 0 ? (
        <>
          <h3 className="gw-panel__subtitle">{t('alert.falsepositives')}</h3>
          <ul className="gw-prose">
            {falsepositives.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </>
      ) : null}
      {reasons?.source ? <RuleSource source={reasons.source} lines={reasons.lines} /> : null}
    </section>
  );
}
