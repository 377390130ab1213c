import { Link } from 'react-router';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { ProfileSelect } from '../check/profile-select.js';
import { EditionSelect, useEdition } from '../check/use-edition.js';
import { useProfile } from '../check/use-profile.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { AttentionPanel } from './attention-panel.js';
import { HeatMapPanel } from './heat-map-panel.js';
import { IsoPanel } from './iso-panel.js';
import { SignalPanel } from './signal-panel.js';
import { TrendPanel } from './trend-panel.js';

/** Where the security officer's day begins: what needs a person today, then how far the domain has come. */
export default function OverviewPage() {
  const { t } = useMessages();
  const mayChange = useMayChange();
  const choice = useDomain();
  const edition = useEdition(choice);
  const { ref, isControls } = edition;
  const looked = useProfile(choice);
  const profile = looked.profiles.find(({ id }) => id === looked.profile);
  return (
    <Page
      title={t('overview.title')}
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <DomainSelect choice={choice} />
          <EditionSelect edition={edition} />
          <ProfileSelect choice={looked} />
          <Link className="gw-inline-link" to="/management">
            {t('management.title')}
          </Link>
        </div>
      }
    >
      {choice.error ? <ErrorNotice error={choice.error} onRetry={choice.retry} /> : null}
      {!ref && !choice.error ? <Loading rows={10} /> : null}
      {ref && profile ? (
        <div className="gw-overview">
          <AttentionPanel edition={ref} mayChange={mayChange} />
          <HeatMapPanel edition={ref} profile={profile.id} isControls={isControls} />
          <TrendPanel edition={ref} profile={profile} isControls={isControls} />
          <div className="gw-overview__pair">
            <SignalPanel domain={{ tenant: ref.tenant, domain: ref.domain }} />
            <IsoPanel domain={{ tenant: ref.tenant, domain: ref.domain }} />
          </div>
        </div>
      ) : null}
    </Page>
  );
}
