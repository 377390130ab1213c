import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { CheckOverview } from '../../../server/contract/check.js';
import { getCheckOverview, scopeOf } from '../../api/check.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { LevelTag } from '../../components/level-tag.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { bausteinSheetsPath, scopeSheetsPath } from './paths.js';
import { ProfileSelect } from './profile-select.js';
import { doneShare, TallyBar, TallyLegend } from './tally-bar.js';
import { tallyColumns } from './tally-columns.js';
import { EditionSelect, useEdition } from './use-edition.js';
import { useProfile } from './use-profile.js';

type BausteinRow = CheckOverview['bausteine'][number];
type ScopeRow = CheckOverview['scopes'][number];
type LayerRow = CheckOverview['layers'][number];
const tabs = ['bausteine', 'scopes', 'layers'] as const;

/** How far the IT-Grundschutz-Check has come: as a whole, by level, Baustein, target object and layer. */
export default function CheckOverviewPage() {
  const messages = useMessages();
  const { t, number } = messages;
  const choice = useDomain();
  const edition = useEdition(choice);
  const { ref, isControls } = edition;
  const looked = useProfile(choice);
  const { profile } = looked;
  const [tab, setTab] = useState<(typeof tabs)[number]>('bausteine');
  const { data, error, refetch } = useQuery({
    queryKey: ['check', 'overview', ref, profile],
    queryFn: ({ signal }) => getCheckOverview(ref!, profile, signal),
    enabled: ref !== undefined && profile !== '',
  });
  const failure = choice.error ?? error;
  return (
    <Page
      title={t('check.title')}
      term="grundschutz-check"
      meta={
        data && data.all.total > 0 ? (
          <span className="gw-muted">{t('check.share', { share: number(doneShare(data.all)) })}</span>
        ) : null
      }
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <DomainSelect choice={choice} />
          <EditionSelect edition={edition} />
          <ProfileSelect choice={looked} />
          <Link className="gw-inline-link" to="/check/profiles">
            {t('profiles.title')}
          </Link>
        </div>
      }
    >
      {failure ? <ErrorNotice error={failure} onRetry={() => void refetch()} /> : null}
      {!data && !failure ? <Loading rows={10} /> : null}
      {data?.all.total === 0 ? (
        <Empty icon="check" title={t('check.empty')}>
          <p>
            <Link to="/modelling">{t('check.empty_text')}</Link>
          </p>
        </Empty>
      ) : null}
      {data && data.all.total > 0 ? (
        <>
          <Summary overview={data} isControls={isControls} />
          <Tabs
            label={t('check.by')}
            selected={tab}
            onSelect={(next) => setTab(next)}
            tabs={tabs.map((id) => ({
              id,
              label: t(isControls ? `check.by_control.${id}` : `check.by.${id}`),
              count: number(data[id].length),
              content: (
                <Parts
                  id={id}
                  overview={data}
                  messages={messages}
                  profile={profile}
                  isControls={isControls}
                />
              ),
            }))}
          />
        </>
      ) : null}
    </Page>
  );
}

function Summary({
  overview: { all, levels },
  isControls,
}: {
  overview: CheckOverview;
  isControls: boolean;
}) {
  const { t, number } = useMessages();
  return (
    <section className="gw-panel gw-check-summary" aria-label={t('check.summary')}>
      <TallyBar tally={all} />
      <TallyLegend tally={all} isControls={isControls} />
      <dl className="gw-check-levels">
        {levels.map((level) => (
          <div key={level.level} className="gw-check-levels__row">
            <dt>
              <LevelTag level={level.level} isControl={isControls} />
            </dt>
            <dd>
              <TallyBar tally={level} />
              <span className="gw-check-levels__share">{number(doneShare(level))} %</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface PartsProps {
  id: (typeof tabs)[number];
  overview: CheckOverview;
  messages: Messages;
  profile: string;
  isControls: boolean;
}

function Parts({ id, overview, messages, profile, isControls }: PartsProps) {
  const { t } = messages;
  const search = `?profile=${encodeURIComponent(profile)}`;
  if (id === 'bausteine') {
    return (
      <DataTable
        caption={t('check.by.bausteine')}
        columns={[...bausteinColumns(messages, search, isControls), ...tallyColumns<BausteinRow>(messages)]}
        rows={overview.bausteine}
        rowId={({ baustein }) => baustein}
      />
    );
  }
  if (id === 'scopes') {
    return (
      <DataTable
        caption={t('check.by.scopes')}
        columns={[...scopeColumns(messages, search), ...tallyColumns<ScopeRow>(messages)]}
        rows={overview.scopes}
        rowId={({ target_object }) => scopeOf(target_object)}
      />
    );
  }
  return (
    <DataTable
      caption={t('check.by.layers')}
      columns={[...layerColumns(messages), ...tallyColumns<LayerRow>(messages)]}
      rows={overview.layers}
      rowId={({ layer }) => layer}
    />
  );
}

function bausteinColumns(
  { t, number }: Messages,
  search: string,
  isControls: boolean,
): Column<BausteinRow>[] {
  return [
    {
      id: 'baustein',
      header: t(isControls ? 'modelling.category' : 'modelling.baustein'),
      rowHeader: true,
      value: ({ baustein }) => baustein,
      cell: ({ baustein, title }) => (
        <Link to={bausteinSheetsPath(baustein) + search} className="gw-table__link gw-words">
          <IdAndTitle id={baustein} title={title} />
        </Link>
      ),
    },
    {
      id: 'scopes',
      header: t('modelling.scope'),
      align: 'end',
      value: ({ scopes }) => scopes,
      cell: ({ scopes }) => number(scopes),
      minor: true,
    },
  ];
}

/** A category of target objects has its name as id. */
function IdAndTitle({ id, title }: { id: string; title: string }) {
  if (id === title) return title;
  return (
    <>
      <span className="gw-mono">{id}</span> {title}
    </>
  );
}

function scopeColumns({ t, number }: Messages, search: string): Column<ScopeRow>[] {
  return [
    {
      id: 'scope',
      header: t('modelling.scope'),
      rowHeader: true,
      value: ({ key }) => key,
      cell: ({ target_object, key, name }) => (
        <Link to={scopeSheetsPath(scopeOf(target_object)) + search} className="gw-table__link gw-words">
          {target_object === null ? (
            t('modelling.whole_domain')
          ) : (
            <>
              <span className="gw-mono">{key}</span> {name}
            </>
          )}
        </Link>
      ),
    },
    {
      id: 'bausteine',
      header: t('check.bausteine'),
      align: 'end',
      value: ({ bausteine }) => bausteine,
      cell: ({ bausteine }) => number(bausteine),
      minor: true,
    },
  ];
}

function layerColumns({ t }: Messages): Column<LayerRow>[] {
  return [
    {
      id: 'layer',
      header: t('check.layer'),
      term: 'schicht',
      rowHeader: true,
      value: ({ layer }) => layer,
      cell: ({ layer, title }) => <IdAndTitle id={layer} title={title} />,
    },
  ];
}
