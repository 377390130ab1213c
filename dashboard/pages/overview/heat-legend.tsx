import { useMessages } from '../../i18n/messages.js';
import { bands } from './bands.js';

/** Which colour and pattern is which share. */
export function HeatLegend() {
  const { t, number } = useMessages();
  return (
    <ul className="gw-heat-legend" aria-label={t('overview.legend')}>
      {bands.map((from, band) => (
        <li key={from}>
          <span className={`gw-heat-legend__key gw-heat__cell--${band}`} aria-hidden="true" />
          {t('overview.band', { from: number(from), until: number((bands[band + 1] ?? 101) - 1) })}
        </li>
      ))}
    </ul>
  );
}
