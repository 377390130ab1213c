import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Link } from 'react-router';
import type { Alert } from '../../server/contract/alert.js';
import type { Case, CaseSeverity } from '../../server/contract/case.js';
import { addCaseAlerts, createCase, getCases } from '../api/cases.js';
import { useMessages } from '../i18n/messages.js';
import { ruleTitle } from '../pages/alerts/rule-title.js';
import { useAnnounce } from './announcer.js';
import { Button } from './button.js';
import { caseSeverities } from './case-severities.js';
import { RadioField, SelectField, TextField } from './fields.js';
import { Foreign } from './foreign.js';
import { ErrorNotice, Notice } from './notice.js';

/** Of one alert what it is; of several of one rule the rule; of others nothing that would be true of all of them. */
function titleOf(alerts: readonly Alert[], language: 'de' | 'en'): string {
  const [first] = alerts;
  if (first === undefined || alerts.some(({ rule }) => rule.id !== first.rule.id)) return '';
  const title = ruleTitle(first.rule, language);
  return (alerts.length === 1 ? `${title}: ${first.entity.value}` : title).slice(0, 300);
}

/** As severe as the most severe of the alerts. */
function severityOf(alerts: readonly Alert[]): CaseSeverity {
  const found = alerts.map(({ rule }) => caseSeverities.indexOf(rule.level as CaseSeverity));
  return caseSeverities[Math.max(0, ...found)]!;
}

function Done({ made, onClose }: { made: Case; onClose(): void }) {
  const { t } = useMessages();
  return (
    <div className="gw-form">
      <Notice tone="success" title={t('escalate.done', { key: made.key })}>
        <p>
          <Link to={`/cases/${made.id}`} onClick={onClose}>
            {t('escalate.open_case', { key: made.key, title: made.title })}
          </Link>
        </p>
      </Notice>
      <div className="gw-form__actions">
        <Button variant="primary" label={t('action.close_dialog')} onPress={onClose} />
      </div>
    </div>
  );
}

interface EscalateFormProps {
  alerts: readonly Alert[];
  onClose(): void;
  onEscalated: (() => void) | undefined;
}

/** What an incident takes at once. */
const mostAlerts = 500;

/** Why alerts cannot become one incident, if so. */
function Obstacle({ alerts, onClose }: Omit<EscalateFormProps, 'onEscalated'>) {
  const { t, number } = useMessages();
  const several = new Set(alerts.map(({ tenant }) => tenant)).size > 1;
  return (
    <div className="gw-form">
      <Notice
        tone="warning"
        title={several ? t('escalate.tenants') : t('escalate.too_many', { most: number(mostAlerts) })}
      >
        <p>{several ? t('escalate.tenants_text') : t('escalate.too_many_text')}</p>
      </Notice>
      <div className="gw-form__actions">
        <Button variant="primary" label={t('action.close_dialog')} onPress={onClose} />
      </div>
    </div>
  );
}

/** Title and severity of a new incident, or which of the open ones is meant; or why there cannot be one. */
export default function EscalateForm({ alerts, onClose, onEscalated }: EscalateFormProps) {
  const possible = alerts.length <= mostAlerts && alerts.every(({ tenant }) => tenant === alerts[0]?.tenant);
  return possible ? (
    <IncidentForm alerts={alerts} onClose={onClose} onEscalated={onEscalated} />
  ) : (
    <Obstacle alerts={alerts} onClose={onClose} />
  );
}

function IncidentForm({ alerts, onClose, onEscalated }: EscalateFormProps) {
  const { t, plural, language } = useMessages();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const [first] = alerts;
  const [into, setInto] = useState<'new' | 'existing'>('new');
  const [title, setTitle] = useState(() => titleOf(alerts, language));
  const [severity, setSeverity] = useState<CaseSeverity>(severityOf(alerts));
  const [chosen, setChosen] = useState('');
  const [checked, setChecked] = useState(false);
  const tenant = first?.tenant;
  const open = useQuery({
    queryKey: ['cases', 'open', tenant],
    queryFn: ({ signal }) =>
      getCases({ tenant: tenant!, state: ['open', 'contained', 'recovering'] }, undefined, signal),
    enabled: tenant !== undefined,
  });
  const cases = open.data?.items ?? [];
  const escalate = useMutation({
    mutationFn: () => {
      const ids = alerts.map(({ id }) => id);
      if (into === 'existing') return addCaseAlerts(chosen, ids);
      return createCase({ tenant: tenant!, title: title.trim(), severity, alerts: ids });
    },
    onSuccess(made) {
      announce(t('escalate.done', { key: made.key }));
      void queries.invalidateQueries({ queryKey: ['cases'] });
      void queries.invalidateQueries({ queryKey: ['alerts'] });
      onEscalated?.();
    },
  });
  if (escalate.data) return <Done made={escalate.data} onClose={onClose} />;
  const missing = into === 'new' ? title.trim() === '' : chosen === '';
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!missing) escalate.mutate();
      }}
    >
      <p className="gw-form__subject">
        {plural('escalate.alerts', alerts.length)}{' '}
        {alerts.length === 1 && first ? (
          <span className="gw-muted">
            <Foreign text={first.entity.value} />
          </span>
        ) : null}
      </p>
      {open.error || escalate.error ? <ErrorNotice error={escalate.error ?? open.error} /> : null}
      {cases.length > 0 ? (
        <RadioField<'new' | 'existing'>
          label={t('escalate.into')}
          value={into}
          options={[
            { value: 'new', label: t('escalate.into_new') },
            { value: 'existing', label: t('escalate.into_existing') },
          ]}
          onChange={setInto}
        />
      ) : null}
      {into === 'new' ? (
        <>
          <TextField
            label={t('cases.name')}
            value={title}
            maxLength={300}
            onChange={setTitle}
            error={checked && missing ? t('cases.name_missing') : undefined}
          />
          <SelectField<CaseSeverity>
            label={t('cases.severity')}
            value={severity}
            options={caseSeverities.map((value) => ({ value, label: t(`cases.severities.${value}`) }))}
            onChange={setSeverity}
          />
        </>
      ) : (
        <>
          <SelectField
            label={t('escalate.case')}
            value={chosen}
            options={[
              { value: '', label: t('escalate.choose') },
              ...cases.map((each) => ({ value: each.id, label: `${each.key} ${each.title}` })),
            ]}
            onChange={setChosen}
          />
          {checked && missing ? <p className="gw-field__error">{t('escalate.case_missing')}</p> : null}
        </>
      )}
      <p className="gw-field__hint">{t('escalate.hint')}</p>
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('escalate.submit')} isPending={escalate.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
