import type { AlertDetail } from '../../api/alerts.js';
import { useMessages } from '../../i18n/messages.js';

/** First steps, in the order in which they are taken. */
export function Runbook({ runbook }: { runbook: AlertDetail['runbook'] }) {
  const { t, language } = useMessages();
  const steps = runbook?.[language] ?? [];
  return (
    <section className="gw-panel" aria-labelledby="runbook">
      <h2 id="runbook" className="gw-panel__title">
        {t('alert.runbook')}
      </h2>
      {steps.length === 0 ? (
        <p className="gw-muted">{t('alert.no_runbook')}</p>
      ) : (
        <ol className="gw-steps">
          {steps.map((step) => (
            <li key={step}>
              <span>{step}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
