import { Link } from 'react-router';
import type { BoardClock } from '../../../server/contract/case-duty.js';
import { useMessages } from '../../i18n/messages.js';
import { ClockBar, ClockMark, isPending } from './clock-mark.js';

const shownAtMost = 12;

/** The clocks that run, the one that ends first in front. */
export function ClockBoard({ clocks, now }: { clocks: readonly BoardClock[]; now: number }) {
  const { t, plural, language, dateTime } = useMessages();
  const pending = clocks.filter(isPending);
  if (pending.length === 0) return null;
  const shown = pending.slice(0, shownAtMost);
  return (
    <section aria-labelledby="clock-board" className="gw-clockboard">
      <h2 id="clock-board" className="gw-panel__title">
        {t('cases.clocks_running')}
      </h2>
      <ul className="gw-clockboard__list">
        {shown.map((clock) => (
          <li key={`${clock.case} ${clock.duty} ${clock.step}`} className="gw-clockcard">
            <Link to={`/cases/${clock.case}`} className="gw-clockcard__case" title={clock.title}>
              <span className="gw-mono">{clock.key}</span> {clock.title}
            </Link>
            <span className="gw-clockcard__name">{clock.name[language]}</span>
            <ClockMark clock={clock} now={now} />
            <ClockBar clock={clock} now={now} />
            {clock.due_at ? (
              <span className="gw-muted gw-clockcard__due">
                {t(clock.provisional ? 'cases.due_provisional' : 'cases.due', { at: dateTime(clock.due_at) })}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      {pending.length > shown.length ? (
        <p className="gw-muted">{plural('cases.more_clocks', pending.length - shown.length)}</p>
      ) : null}
    </section>
  );
}
