import { memo } from 'react';
import { Link } from 'react-router';
import type { Alert } from '../../../server/contract/alert.js';
import { Icon } from '../../components/icon.js';
import { LevelMark } from '../../components/level.js';
import { StateMark } from '../../components/state-mark.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { ruleTitle } from './rule-title.js';

interface AlertRowProps {
  alert: Alert;
  /** 1-based, the header row included. */
  position: number;
  active: boolean;
  /** The one row that Tab leads to. */
  reachable: boolean;
  /** Distance from the top of the list, pixels. */
  top: number;
  measure(row: HTMLElement | null): void;
  onActivate(id: string): void;
  onAcknowledge(alert: Alert): void;
  onClose(alert: Alert): void;
}

/** One alert in the live list. */
export const AlertRow = memo(function AlertRow(props: AlertRowProps) {
  const { alert, position, active, reachable, top, measure, onActivate, onAcknowledge, onClose } = props;
  const { t, number, language } = useMessages();
  const title = ruleTitle(alert.rule, language);
  const tabIndex = reachable ? 0 : -1;
  return (
    <tr
      ref={measure}
      style={{ transform: `translateY(${top}px)` }}
      data-index={position - 2}
      aria-rowindex={position}
      aria-selected={active}
      tabIndex={tabIndex}
      data-alert={alert.id}
      className={`gw-alert-row gw-alert-row--${alert.rule.level} gw-alert-row--${alert.state}`}
      onFocus={() => onActivate(alert.id)}
    >
      <td className="gw-alert-row__level">
        <LevelMark level={alert.rule.level} />
      </td>
      <td className="gw-alert-row__title">
        <Link to={`/alerts/${alert.id}`} tabIndex={tabIndex} className="gw-alert-row__link">
          {title}
        </Link>
      </td>
      <td className="gw-alert-row__entity" title={`${alert.entity.type}: ${alert.entity.value}`}>
        {alert.entity.value}
      </td>
      <td className="gw-alert-row__count" title={t('alerts.count_hint')}>
        <span className="gw-alert-row__times" aria-hidden="true">
          ×
        </span>
        {number(alert.count)}
      </td>
      <td className="gw-alert-row__first">
        <Time at={alert.first_seen} />
      </td>
      <td className="gw-alert-row__last">
        <Time at={alert.last_seen} />
      </td>
      <td className="gw-alert-row__state">
        <StateMark state={alert.state} reason={alert.close_reason} />
      </td>
      <td className="gw-alert-row__actions">
        {alert.state === 'new' ? (
          <button
            type="button"
            className="gw-row-action"
            tabIndex={tabIndex}
            aria-label={t('alerts.acknowledge_this', { title })}
            title={t('alerts.acknowledge')}
            onClick={() => onAcknowledge(alert)}
          >
            <Icon name="check" />
          </button>
        ) : null}
        {alert.state === 'closed' ? null : (
          <button
            type="button"
            className="gw-row-action"
            tabIndex={tabIndex}
            aria-label={t('alerts.close_this', { title })}
            title={t('alerts.close')}
            onClick={() => onClose(alert)}
          >
            <Icon name="close" />
          </button>
        )}
      </td>
    </tr>
  );
});
