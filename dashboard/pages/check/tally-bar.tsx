import type { AssessmentStatus, Tally } from '../../../server/contract/check.js';
import { useMessages } from '../../i18n/messages.js';

/** In the order in which they are shown: what is done first. */
export const statuses: readonly AssessmentStatus[] = ['yes', 'dispensable', 'partial', 'no', 'open'];

/** A control is fulfilled or not. */
export const controlStatuses: readonly AssessmentStatus[] = ['yes', 'no', 'open'];

/** How many requirements are in which state, as a bar; its numbers are read out. */
export function TallyBar({ tally }: { tally: Tally }) {
  const { t, number } = useMessages();
  const parts = statuses.filter((status) => tally[status] > 0);
  const label =
    parts.map((status) => `${t(`check.status.${status}`)}: ${number(tally[status])}`).join(', ') ||
    t('check.nothing_asked');
  return (
    <span className="gw-tally" role="img" aria-label={label} title={label}>
      {parts.map((status) => (
        <span
          key={status}
          className={`gw-tally__part gw-tally__part--${status}`}
          style={{ flexGrow: tally[status] }}
        />
      ))}
    </span>
  );
}

/** The same in words: a legend with numbers. */
export function TallyLegend({ tally, isControls }: { tally: Tally; isControls: boolean }) {
  const { t, number } = useMessages();
  return (
    <ul className="gw-tally-legend">
      {(isControls ? controlStatuses : statuses).map((status) => (
        <li key={status}>
          <span className={`gw-tally__key gw-tally__part--${status}`} aria-hidden="true" />
          {t(`check.status.${status}`)} <strong>{number(tally[status])}</strong>
        </li>
      ))}
    </ul>
  );
}

/** A state of a requirement in one word. */
export function StatusMark({ status }: { status: AssessmentStatus }) {
  const { t } = useMessages();
  return <span className={`gw-status gw-status--${status}`}>{t(`check.status.${status}`)}</span>;
}

/** @returns how much of what is asked for is met or dispensable, in percent */
export const doneShare = ({ total, yes, dispensable }: Tally): number =>
  total === 0 ? 0 : Math.floor(((yes + dispensable) / total) * 100);
