import { useRef } from 'react';
import type { Alert } from '../../server/contract/alert.js';
import { useMessages } from '../i18n/messages.js';
import { useLiveMessages } from '../live/live-context.js';
import { useNotices } from '../state/notices.js';

/** Alerts within this time become one notification. */
const gatherMs = 1000;

/**
 * Tells of new alerts on the desktop while the dashboard's window is not looked at, where its user asked for that. Only
 * level and rule are shown: whom an alert is about is nothing for a screen that others see.
 */
export function DesktopNotices() {
  const { t, plural, language } = useMessages();
  const { notifies } = useNotices();
  /** Server's time of the connection's beginning: what was made before is no news. */
  const since = useRef('');
  const told = useRef(new Set<string>());
  const gathered = useRef<Alert[]>([]);

  function show() {
    const alerts = gathered.current;
    gathered.current = [];
    const first = alerts[0];
    if (first === undefined) return;
    const title = language === 'de' ? (first.rule.title_de ?? first.rule.title) : first.rule.title;
    const more = alerts.length > 1 ? ` (${plural('notices.more', alerts.length - 1)})` : '';
    const notification = new Notification(
      t('notices.desktop_title', { level: t(`level.${first.rule.level}`) }),
      {
        body: `${title}${more}`,
        tag: 'grundwacht-alerts',
      },
    );
    notification.onclick = () => {
      window.focus();
      window.location.hash = alerts.length > 1 ? '#/alerts' : `#/alerts/${first.id}`;
      notification.close();
    };
  }

  useLiveMessages((message) => {
    if (message.type === 'hello' && since.current === '') since.current = message.time;
    if (message.type !== 'alert' || since.current === '') return;
    const { alert } = message;
    if (alert.created_at < since.current || told.current.has(alert.id)) return;
    told.current.add(alert.id);
    const wanted = alert.state === 'new' && notifies(alert.rule.level) && !document.hasFocus();
    if (!wanted || !('Notification' in window) || Notification.permission !== 'granted') return;
    gathered.current.push(alert);
    if (gathered.current.length === 1) setTimeout(show, gatherMs);
  });
  return null;
}
