import type { Alert } from '../../../server/contract/alert.js';
import { useAnnounce } from '../../components/announcer.js';
import { levelOrder } from '../../components/level-order.js';
import { useMessages } from '../../i18n/messages.js';
import { useNotices } from '../../state/notices.js';
import { ruleTitle } from './rule-title.js';

/** @returns a function that has new alerts read out; in quiet hours those of the chosen levels alone */
export function useArrivals(): (alerts: readonly Alert[]) => void {
  const { t, plural, language } = useMessages();
  const { announces } = useNotices();
  const announce = useAnnounce();
  return (alerts) => {
    const told = alerts
      .filter(({ rule }) => announces(rule.level))
      .toSorted((a, b) => levelOrder.indexOf(a.rule.level) - levelOrder.indexOf(b.rule.level));
    const worst = told[0];
    if (worst === undefined) return;
    const level = t(`level.${worst.rule.level}`);
    announce(
      told.length === 1
        ? t('alerts.announce', { level, title: ruleTitle(worst.rule, language) })
        : plural('alerts.announce_several', told.length, { level }),
    );
  };
}
