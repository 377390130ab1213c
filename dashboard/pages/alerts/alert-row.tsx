import { memo } from 'react';
import { Link } from 'react-router';
import type { Alert } from '../../../server/contract/alert.js';
import { Foreign } from '../../components/foreign.js';
import { Icon } from '../../components/icon.js';
import { LevelMark } from '../../components/level.js';
import { StateMark } from '../../components/state-mark.js';
import { Techniques } from '../../components/tags.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { entityKind } from './entity-kind.js';
import { ruleTitle } from './rule-title.js';

/** What can be done to a row with the pointer; the same object at every drawing. */
export interface RowActions {
  onActivate(id: string): void;
  onSelect(id: string): void;
  onAcknowledge(alert: Alert): void;
  onClose(alert: Alert): void;
}

interface AlertRowProps {
  alert: Alert;
  /** 1-based, the header row included. */
  position: number;
  active: boolean;
  selected: boolean;
  /** Somebody else has changed it since the list settled. */
  foreign: boolean;
  /** Nobody may change alerts who only reads them. */
  readOnly: boolean;
  /** The one row that Tab leads to. */
  reachable: boolean;
  /** Distance from the top of the list, pixels. */
  top: number;
  /** Milliseconds since the epoch, for ages; changes rarely. */
  now: number;
  /** Of rows whose height is not known. */
  measure: ((row: HTMLElement | null) => void) | undefined;
  actions: RowActions;
}

/** One alert in the live list. */
export const AlertRow = memo(function AlertRow(props: AlertRowProps) {
  const { alert, position, active, selected, foreign, readOnly, reachable, top, now, actions } = props;
  const { t, number, age, language } = useMessages();
  const title = ruleTitle(alert.rule, language);
  const tabIndex = reachable ? 0 : -1;
  return (
    <tr
      ref={props.measure}
      style={{ transform: `translateY(${top}px)` }}
      data-index={position - 2}
      aria-rowindex={position}
      aria-selected={selected}
      {...(active ? { 'data-active': true } : {})}
      tabIndex={tabIndex}
      data-alert={alert.id}
      className={`gw-alert-row gw-alert-row--${alert.rule.level} gw-alert-row--${alert.state}`}
      onFocus={() => actions.onActivate(alert.id)}
    >
      <td className="gw-alert-row__pick">
        {readOnly ? null : (
          <label className="gw-pick">
            <input
              type="checkbox"
              tabIndex={tabIndex}
              aria-label={t('alerts.select_this', { title, entity: alert.entity.value })}
              checked={selected}
              onChange={() => actions.onSelect(alert.id)}
            />
          </label>
        )}
      </td>
      <td className="gw-alert-row__level">
        <LevelMark level={alert.rule.level} />
      </td>
      <td className="gw-alert-row__title">
        <Link to={`/alerts/${alert.id}`} tabIndex={tabIndex} className="gw-alert-row__link">
          {title}
        </Link>
      </td>
      <td className="gw-alert-row__technique">
        <Techniques tags={alert.rule.tags} />
      </td>
      <td className="gw-alert-row__entity">
        <span className="gw-alert-row__kind">{entityKind(alert.entity.type, t)}</span>
        <span className="gw-alert-row__value" title={`${alert.entity.type}: ${alert.entity.value}`}>
          <Foreign text={alert.entity.value} />
        </span>
      </td>
      <td className="gw-alert-row__count" title={t('alerts.count_hint')}>
        <span className="gw-alert-row__times" aria-hidden="true">
          ×
        </span>
        {number(alert.count)}
      </td>
      <td className="gw-alert-row__age">
        <span>{age(alert.first_seen, now)}</span>
        <span className="gw-alert-row__last">
          <span className="kern-sr-only">{t('alerts.column.last')} </span>
          <Time at={alert.last_seen} />
        </span>
      </td>
      <td className="gw-alert-row__state">
        <StateMark state={alert.state} reason={alert.close_reason} />
        <span className="gw-alert-row__who">
          {alert.assignee === null ? null : (
            <span className="gw-alert-row__assignee" title={t('alert.assignee')}>
              <Icon name="user" />
              {alert.assignee}
            </span>
          )}
          {alert.comments > 0 ? (
            <span className="gw-alert-row__comments" title={t('alerts.comments_hint')}>
              <Icon name="comment" />
              <span className="kern-sr-only">{t('alerts.comments_hint')} </span>
              {number(alert.comments)}
            </span>
          ) : null}
          {foreign ? <span className="gw-alert-row__foreign">{t('alerts.changed_by_others')}</span> : null}
        </span>
      </td>
      <td className="gw-alert-row__actions">
        {alert.state === 'new' && !readOnly ? (
          <button
            type="button"
            className="gw-row-action"
            tabIndex={tabIndex}
            aria-label={t('alerts.acknowledge_this', { title })}
            title={t('alerts.acknowledge')}
            onClick={() => actions.onAcknowledge(alert)}
          >
            <Icon name="check" />
          </button>
        ) : null}
        {alert.state === 'closed' || readOnly ? null : (
          <button
            type="button"
            className="gw-row-action"
            tabIndex={tabIndex}
            aria-label={t('alerts.close_this', { title })}
            title={t('alerts.close')}
            onClick={() => actions.onClose(alert)}
          >
            <Icon name="close" />
          </button>
        )}
      </td>
    </tr>
  );
});
