import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { type AlertFilter, getAlerts } from '../../api/alerts.js';
import { addCaseAlerts, type CaseDetail } from '../../api/cases.js';
import { Button } from '../../components/button.js';
import { CheckList } from '../../components/check-list.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { ruleTitle } from '../alerts/rule-title.js';

interface AddProps {
  detail: CaseDetail;
  onClose(): void;
}

function AddForm({ detail, onClose }: AddProps) {
  const { t, plural, language, shortTime } = useMessages();
  const queries = useQueryClient();
  const [q, setQ] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const filter: AlertFilter = {
    state: ['new', 'acknowledged'],
    level: [],
    q: q.trim(),
    rule: '',
    entity: '',
    assigned: '',
    order: 'latest',
  };
  const open = useQuery({
    queryKey: ['alerts', 'for-case', filter],
    queryFn: ({ signal }) => getAlerts(filter, undefined, signal),
    placeholderData: (before) => before,
  });
  const add = useMutation({
    mutationFn: () => addCaseAlerts(detail.case.id, [...chosen]),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['cases'] }),
  });
  const known = new Set(detail.alerts.map(({ id }) => id));
  const found = (open.data?.items ?? []).filter(
    ({ id, tenant }) => tenant === detail.case.tenant && !known.has(id),
  );
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.size > 0) add.mutate();
      }}
    >
      {add.error || open.error ? <ErrorNotice error={add.error ?? open.error} /> : null}
      <TextField label={t('alerts.filter.text')} value={q} onChange={setQ} autoFocus />
      {open.isPending ? <Loading rows={4} /> : null}
      {found.length > 0 ? (
        <CheckList
          label={t('cases.alerts')}
          options={found.map(({ id, rule, entity, last_seen }) => ({
            value: id,
            label: `${ruleTitle(rule, language)} – ${entity.value}`,
            hint: `${t(`level.${rule.level}`)} · ${shortTime(last_seen)}`,
          }))}
          selected={chosen}
          onChange={setChosen}
        />
      ) : null}
      {open.data && found.length === 0 ? <p className="gw-muted">{t('cases.no_alert_found')}</p> : null}
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="primary"
          label={plural('cases.add_chosen', chosen.size)}
          isDisabled={chosen.size === 0}
          isPending={add.isPending}
        />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Adds open alerts to a case, from the case's side. */
export function AddAlertsDialog({ isOpen, ...rest }: AddProps & { isOpen: boolean }) {
  const { t } = useMessages();
  return (
    <Dialog wide title={t('cases.add_alerts')} isOpen={isOpen} onClose={rest.onClose}>
      <AddForm {...rest} />
    </Dialog>
  );
}
