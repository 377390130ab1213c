import { useQuery } from '@tanstack/react-query';
import { getSources } from '../api/sources.js';
import { useMessages } from '../i18n/messages.js';

/** Tenant that `grundwacht demo` fills. */
const demoTenant = 'demo';

/** The tenants whose records arrive; demonstration data is marked as such. */
export function TenantBadge() {
  const { t } = useMessages();
  const { data } = useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => getSources(signal),
    refetchInterval: 60_000,
  });
  const tenants = [...new Set(data?.items.map((source) => source.tenant))].sort();
  const real = tenants.filter((tenant) => tenant !== demoTenant);
  return (
    <>
      {real.length > 0 ? (
        <span className="gw-tenant" title={t('tenant.label')}>
          {real.length === 1 ? real[0] : t('tenant.several', { count: real.length })}
        </span>
      ) : null}
      {tenants.includes(demoTenant) ? (
        <span className="gw-tenant gw-tenant--demo" title={t('tenant.demo_hint')}>
          {t('tenant.demo')}
        </span>
      ) : null}
    </>
  );
}
