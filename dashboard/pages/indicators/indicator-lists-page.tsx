import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { getIndicatorLists } from '../../api/indicators.js';
import { Button } from '../../components/button.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { TenantSelect, tenantSearch, useTenant } from '../rules/tenant-select.js';
import { ListTable } from './list-table.js';
import { useMayChange } from './use-may-change.js';

const refreshMs = 5_000;

/** Lists of indicators of compromise: what events are compared with, and what was found. */
export default function IndicatorListsPage() {
  const { t } = useMessages();
  const tenant = useTenant();
  const mayChange = useMayChange();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({
    queryKey: ['indicators', tenant],
    queryFn: ({ signal }) => getIndicatorLists(tenant, signal),
    refetchInterval: refreshMs,
  });
  return (
    <Page
      title={t('indicators.title')}
      term="indikator"
      actions={
        <>
          <TenantSelect />
          {mayChange ? (
            <Button
              variant="primary"
              icon="add"
              label={t('indicators.import.title')}
              onPress={() => void navigate(`/indicators/import${tenantSearch(tenant)}`)}
            />
          ) : null}
        </>
      }
    >
      <p className="gw-lead">{t('indicators.lead')}</p>
      {error && !data ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading /> : null}
      {data?.items.length === 0 ? (
        <Empty title={t('indicators.none')}>
          <p>{t('indicators.none_text')}</p>
        </Empty>
      ) : null}
      {data && data.items.length > 0 ? <ListTable lists={data.items} tenant={tenant} /> : null}
    </Page>
  );
}
