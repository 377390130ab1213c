import { useQuery } from '@tanstack/react-query';
import type { SystemHealth } from '../../../server/contract/system.js';
import { getSystem } from '../../api/system.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { BackupPanel } from './backup-panel.js';
import { ConditionPanel } from './condition-panel.js';
import { SystemFacts } from './system-facts.js';
import { VersionPanel } from './version-panel.js';

const refreshMs = 15_000;

function Content({ health }: { health: SystemHealth }) {
  const { t } = useMessages();
  return (
    <div className="gw-columns">
      <div className="gw-columns__main gw-stack">
        <ConditionPanel health={health} />
        <BackupPanel backup={health.backup} />
        <VersionPanel health={health} />
      </div>
      <aside className="gw-columns__side" aria-label={t('system.facts')}>
        <SystemFacts health={health} />
      </aside>
    </div>
  );
}

/** What is wrong with the installation itself, its backups, sizes, certificates and versions. */
export default function SystemPage() {
  const { t } = useMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['system'],
    queryFn: ({ signal }) => getSystem(signal),
    refetchInterval: refreshMs,
  });
  return (
    <Page title={t('system.title')}>
      <p className="gw-lead">{t('system.lead')}</p>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={8} /> : null}
      {data ? <Content health={data} /> : null}
    </Page>
  );
}
