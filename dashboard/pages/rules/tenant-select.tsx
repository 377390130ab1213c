import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { getSources } from '../../api/sources.js';
import { SelectField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';

const defaultTenant = 'default';

/** @returns the tenant whose rules are shown, as the page's address says */
export function useTenant(): string {
  const [parameters] = useSearchParams();
  return parameters.get('tenant') ?? defaultTenant;
}

/** @returns the part of an address that keeps the tenant */
export function tenantSearch(tenant: string): string {
  return tenant === defaultTenant ? '' : `?${new URLSearchParams({ tenant })}`;
}

/** Chooses the tenant whose rules are shown; not there when there is only one. */
export function TenantSelect() {
  const { t } = useMessages();
  const tenant = useTenant();
  const [parameters, setParameters] = useSearchParams();
  const { data } = useQuery({ queryKey: ['sources'], queryFn: ({ signal }) => getSources(signal) });
  const found = data?.items.map((source) => source.tenant) ?? [];
  const tenants = [...new Set([defaultTenant, tenant, ...found])].sort();
  if (tenants.length === 1) return null;
  return (
    <SelectField
      hideLabel
      label={t('tenant.label')}
      value={tenant}
      options={tenants.map((value) => ({ value, label: value }))}
      onChange={(value) => {
        const next = new URLSearchParams(parameters);
        if (value === defaultTenant) next.delete('tenant');
        else next.set('tenant', value);
        setParameters(next, { replace: true });
      }}
    />
  );
}
