import { Icon } from '../../components/icon.js';
import { useMessages } from '../../i18n/messages.js';

interface Counts {
  received: number;
  stored: number;
  rejected: number;
  unparsed: number;
}

/** The sum of the ledger, so that everybody sees that it balances: received = stored + rejected. */
export function LedgerLine({ sources }: { sources: readonly Counts[] }) {
  const { t, number } = useMessages();
  const sum = (of: keyof Counts): number => sources.reduce((total, source) => total + source[of], 0);
  const [received, stored, rejected] = [sum('received'), sum('stored'), sum('rejected')];
  const balances = received === stored + rejected;
  return (
    <section className="gw-panel gw-ledger" aria-label={t('sources.ledger')}>
      <p className="gw-ledger__sum">
        <span className="gw-ledger__part">
          <strong>{number(received)}</strong> {t('sources.ledger.received')}
        </span>
        <span aria-hidden="true">=</span>
        <span className="kern-sr-only">{t('sources.ledger.equals')}</span>
        <span className="gw-ledger__part">
          <strong>{number(stored)}</strong> {t('sources.ledger.stored')}
        </span>
        <span aria-hidden="true">+</span>
        <span className="kern-sr-only">{t('sources.ledger.plus')}</span>
        <span className="gw-ledger__part">
          <strong className={rejected > 0 ? 'gw-figure--warning' : undefined}>{number(rejected)}</strong>{' '}
          {t('sources.ledger.rejected')}
        </span>
        <span className={balances ? 'gw-ledger__good' : 'gw-ledger__bad gw-figure--warning'}>
          <Icon name={balances ? 'check' : 'warning'} />
          {t(balances ? 'sources.ledger.balances' : 'sources.ledger.differs')}
        </span>
      </p>
      <p className="gw-muted">{t('sources.ledger.unparsed', { count: number(sum('unparsed')) })}</p>
    </section>
  );
}
