import { useQuery } from '@tanstack/react-query';
import { type AlertFilter, getAlerts } from '../../api/alerts.js';
import { getTargetObjects } from '../../api/isms.js';
import { SelectField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';

interface OptionProps {
  value: string;
  onChange(value: string): void;
}

/** The target object that a report is about. */
export function ObjectField({
  domain,
  isNeeded,
  ...bound
}: OptionProps & { domain: string; isNeeded: boolean }) {
  const { t } = useMessages();
  const { data } = useQuery({
    queryKey: ['structure', 'objects', domain],
    queryFn: ({ signal }) => getTargetObjects(domain, signal),
  });
  const objects = (data?.items ?? []).map(({ id, key, name }) => ({ value: id, label: `${key} ${name}` }));
  const none = { value: '', label: t(isNeeded ? 'report.choose' : 'report.all_objects') };
  return <SelectField label={t('report.object')} options={[none, ...objects]} {...bound} />;
}

const everyAlert: AlertFilter = {
  state: [],
  level: [],
  q: '',
  rule: '',
  entity: '',
  assigned: '',
  order: 'latest',
};

/** The alert that an incident report is about: the latest ones of the tenant. */
export function AlertField({ tenant, ...bound }: OptionProps & { tenant: string }) {
  const { t, language, dateTime } = useMessages();
  const { data } = useQuery({
    queryKey: ['reports', 'alerts'],
    queryFn: ({ signal }) => getAlerts(everyAlert, undefined, signal),
  });
  const alerts = (data?.items ?? []).filter((alert) => alert.tenant === tenant);
  const options = alerts.map(({ id, rule, entity, last_seen }) => ({
    value: id,
    label: `${dateTime(last_seen)} – ${(language === 'de' && rule.title_de) || rule.title}, ${entity.value}`,
  }));
  const none = { value: '', label: t(data && alerts.length === 0 ? 'report.no_alert' : 'report.choose') };
  return <SelectField label={t('report.alert')} options={[none, ...options]} {...bound} />;
}
