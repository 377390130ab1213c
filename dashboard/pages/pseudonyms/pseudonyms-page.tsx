import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import type { PseudonymMode } from '../../../server/contract/pseudonym.js';
import { getPseudonymMode } from '../../api/pseudonyms.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';
import { TenantSelect, useTenant } from '../rules/tenant-select.js';
import { KeyPanel } from './key-panel.js';
import { LookupPanel } from './lookup-panel.js';
import { ModePanel } from './mode-panel.js';
import { SubjectPanel } from './subject-panel.js';

const tabs = ['mode', 'keys', 'person'] as const;
type Tab = (typeof tabs)[number];

function Content({ mode }: { mode: PseudonymMode }) {
  const { t } = useMessages();
  const roles = useRoles();
  const [parameters, setParameters] = useSearchParams();
  const asked = tabs.find((tab) => tab === parameters.get('tab')) ?? 'mode';
  const select = (tab: Tab) => {
    const next = new URLSearchParams(parameters);
    next.set('tab', tab);
    setParameters(next, { replace: true });
  };
  const person = {
    id: 'person' as const,
    label: t('pseudonyms.tab.person'),
    content: (
      <div className="gw-stack">
        <LookupPanel tenant={mode.tenant} />
        <SubjectPanel tenant={mode.tenant} />
      </div>
    ),
  };
  return (
    <Tabs
      label={t('pseudonyms.title')}
      tabs={[
        { id: 'mode' as const, label: t('pseudonyms.tab.mode'), content: <ModePanel mode={mode} /> },
        { id: 'keys' as const, label: t('pseudonyms.tab.keys'), content: <KeyPanel mode={mode} /> },
        ...(roles.has('dpo') ? [person] : []),
      ]}
      selected={asked === 'person' && !roles.has('dpo') ? 'mode' : asked}
      onSelect={select}
    />
  );
}

/** Pseudonymised monitoring: whether it is on, what is replaced, who holds the keys. */
export default function PseudonymsPage() {
  const { t } = useMessages();
  const tenant = useTenant();
  const { data, error, refetch } = useQuery({
    queryKey: ['pseudonyms', tenant],
    queryFn: ({ signal }) => getPseudonymMode(tenant, signal),
    // Somebody else decides.
    refetchInterval: 15_000,
  });
  return (
    <Page title={t('pseudonyms.title')} term="personalrat-modus" actions={<TenantSelect />}>
      <p className="gw-lead">{t('pseudonyms.lead')}</p>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={8} /> : null}
      {data ? <Content mode={data} /> : null}
    </Page>
  );
}
