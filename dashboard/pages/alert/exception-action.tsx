import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AlertReasons } from '../../../server/contract/alert-reason.js';
import type { AlertDetail } from '../../api/alerts.js';
import { getRule } from '../../api/rules.js';
import { Button } from '../../components/button.js';
import { addDays } from '../../components/calendar.js';
import { useMessages } from '../../i18n/messages.js';
import { today } from '../../i18n/zoned-time.js';
import { ruleTitle } from '../alerts/rule-title.js';
import { ExceptionDialog } from '../rules/exception-dialog.js';
import { exceptionText } from './exception-text.js';

/** How long an exception made here has an effect, unless somebody says otherwise. */
const days = 30;

/** Excepts events like the alert's from its rule: filled in, with an end, and with what it would have hidden. */
export function ExceptionAction({
  detail: { alert },
  reasons,
}: {
  detail: AlertDetail;
  reasons: AlertReasons | undefined;
}) {
  const { t, language } = useMessages();
  const [open, setOpen] = useState(false);
  const rule = useQuery({
    queryKey: ['rules', alert.rule.id, alert.tenant],
    queryFn: ({ signal }) => getRule(alert.rule.id, alert.tenant, signal),
    enabled: open,
  });
  if (reasons === undefined || reasons.source === null) return null;
  const until = addDays(today(), days);
  const begin = {
    title: t('alert.exception_title', {
      entity: alert.entity.value,
      rule: ruleTitle(alert.rule, language),
    }).slice(0, 200),
    reason: '',
    detection: exceptionText(alert, reasons),
    until,
  };
  return (
    <>
      <Button
        icon="filter"
        label={t('alert.except')}
        isPending={open && rule.isPending}
        onPress={() => setOpen(true)}
      />
      {rule.data ? (
        <ExceptionDialog
          rule={rule.data}
          edited={open ? 'new' : undefined}
          begin={begin}
          tenant={alert.tenant}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
