import { useSearchParams } from 'react-router';
import { SelectField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';
import { chosenTenant, useTenantChoice } from '../../state/tenant.js';

const defaultTenant = 'default';

/** @returns the tenant that is shown: as the page's address says, or as it is chosen for all pages */
export function useTenant(): string {
  const [parameters] = useSearchParams();
  const { tenant } = useTenantChoice();
  return parameters.get('tenant') ?? tenant;
}

/** @returns the part of an address that keeps the tenant */
export function tenantSearch(tenant: string): string {
  const usual = chosenTenant() || defaultTenant;
  return tenant === usual ? '' : `?${new URLSearchParams({ tenant })}`;
}

/** Chooses the tenant where a page shows one and all are chosen; not there when there is only one. */
export function TenantSelect() {
  const { t } = useMessages();
  const tenant = useTenant();
  const [parameters, setParameters] = useSearchParams();
  const { tenants: known, chosen, tenant: usual } = useTenantChoice();
  const tenants = [...new Set([tenant, ...known])].sort();
  // What is chosen for all pages is chosen there.
  if (tenants.length === 1 || chosen !== '') return null;
  return (
    <SelectField
      hideLabel
      label={t('tenant.label')}
      value={tenant}
      options={tenants.map((value) => ({ value, label: value }))}
      onChange={(value) => {
        const next = new URLSearchParams(parameters);
        if (value === usual) next.delete('tenant');
        else next.set('tenant', value);
        setParameters(next, { replace: true });
      }}
    />
  );
}
