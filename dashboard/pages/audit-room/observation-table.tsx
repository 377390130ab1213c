import type { RoomObservation } from '../../../server/contract/audit-room.js';
import { Foreign } from '../../components/foreign.js';
import { ScrollRegion } from '../../components/scroll-region.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { VerdictMark } from '../signals/verdict-mark.js';

/** What was observed: the sentence, the figures that it was made of, and what it says of the scope's requirements. */
export function ObservationTable({ observed }: { observed: RoomObservation }) {
  const { t, language, number } = useMessages();
  const figures = Object.entries(observed.figures);
  return (
    <section className="gw-panel" aria-labelledby="observation">
      <h2 id="observation" className="gw-panel__title">
        {observed.title[language]}
      </h2>
      <p>
        <VerdictMark verdict={observed.verdict} /> {observed.statement[language]}
      </p>
      <p className="gw-muted">
        {observed.object ?? t('signals.whole_domain')} · <Time at={observed.observed_at} full /> –{' '}
        <Time at={observed.fresh_until} full />
      </p>
      <ScrollRegion className="gw-table-scroll" label={t('room.figures')}>
        <table className="kern-table gw-table">
          <caption className="kern-sr-only">{t('room.figures')}</caption>
          <thead>
            <tr>
              <th scope="col" className="gw-table__cell">
                {t('room.figure')}
              </th>
              <th scope="col" className="gw-table__cell gw-table__cell--end">
                {t('room.figure_value')}
              </th>
            </tr>
          </thead>
          <tbody>
            {figures.map(([name, value]) => (
              <tr key={name}>
                <th scope="row" className="gw-table__cell gw-mono">
                  {name}
                </th>
                <td className="gw-table__cell gw-table__cell--end">
                  {typeof value === 'number' ? number(value, 2) : <Foreign text={String(value)} />}
                </td>
              </tr>
            ))}
            {observed.requirements.map(({ requirement, verdict, strength }) => (
              <tr key={requirement}>
                <th scope="row" className="gw-table__cell gw-mono">
                  {requirement}
                </th>
                <td className="gw-table__cell gw-table__cell--end">
                  {t(`signals.verdict.${verdict}`)} · {t(`signals.strength.${strength}`)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p className="gw-muted gw-table-note">
        {t('room.observation_id')} <span className="gw-mono gw-break">{observed.id}</span>
      </p>
    </section>
  );
}
