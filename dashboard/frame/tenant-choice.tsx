import { SelectField } from '../components/fields.js';
import { useMessages } from '../i18n/messages.js';
import { useTenantChoice } from '../state/tenant.js';

/** Tenant that `grundwacht demo` fills. */
const demoTenant = 'demo';

/** Chooses the tenant that all pages show, where the user has several; demonstration data is marked as such. */
export function TenantChoice() {
  const { t } = useMessages();
  const { tenants, chosen, choose } = useTenantChoice();
  const [only] = tenants;
  if (only === undefined) return null;
  const shown = chosen === '' ? tenants : [chosen];
  return (
    <>
      {tenants.length > 1 ? (
        <SelectField
          hideLabel
          label={t('tenant.label')}
          value={chosen}
          options={[
            { value: '', label: t('tenant.all') },
            ...tenants.map((tenant) => ({ value: tenant, label: tenant })),
          ]}
          onChange={choose}
        />
      ) : (
        <span className="gw-tenant" title={t('tenant.label')}>
          {only}
        </span>
      )}
      {shown.includes(demoTenant) ? (
        <span className="gw-tenant gw-tenant--demo" title={t('tenant.demo_hint')}>
          {t('tenant.demo')}
        </span>
      ) : null}
    </>
  );
}
