import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Requirement, RequirementLevel } from '../../../server/contract/isms.js';
import { getBausteine, getRequirements } from '../../api/isms.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { BackLink } from '../../components/link.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Toggles } from '../../components/toggles.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { requirementPath } from '../catalogs/titles.js';

const scopes = ['domain', 'application', 'it_system', 'network', 'building_or_room'] as const;
const scopeOf = (scope: string) => scopes.find((each) => each === scope) ?? 'domain';
const levels: readonly RequirementLevel[] = ['B', 'S', 'H'];

function columns({ t, number }: Messages, catalog: string): Column<Requirement>[] {
  return [
    {
      id: 'id',
      header: t('requirements.column.id'),
      value: ({ id }) => id,
      cell: ({ id }) => <span className="gw-mono gw-nowrap">{id}</span>,
    },
    {
      id: 'title',
      header: t('requirements.column.title'),
      term: 'anforderung',
      rowHeader: true,
      value: ({ title }) => title,
      cell: ({ id, title, withdrawn }) =>
        withdrawn ? (
          <span className="gw-tag">{t('requirements.withdrawn')}</span>
        ) : (
          <Link to={requirementPath(catalog, id)}>{title}</Link>
        ),
    },
    {
      id: 'subs',
      header: t('requirements.column.subs'),
      term: 'teilanforderung',
      align: 'end',
      value: ({ sub_requirements }) => sub_requirements.length,
      cell: ({ sub_requirements }) => (sub_requirements.length > 0 ? number(sub_requirements.length) : '–'),
      minor: true,
    },
    {
      id: 'level',
      header: t('requirements.column.level'),
      term: 'anforderungsstufe',
      value: ({ level }) => levels.indexOf(level),
      cell: ({ level }) => (
        <span className={`gw-req gw-req--${level}`}>{t(`requirement_level.${level}`)}</span>
      ),
    },
    {
      id: 'roles',
      header: t('requirements.column.roles'),
      value: ({ roles }) => roles.join(', '),
      cell: ({ roles }) => roles.join(', '),
      minor: true,
    },
  ];
}

/** One Baustein with its requirements: id, title, level and role. */
export default function BausteinPage() {
  const messages = useMessages();
  const { t, plural } = messages;
  const { catalog = '', baustein = '' } = useParams();
  const [shown, setShown] = useState<RequirementLevel[]>([]);
  const list = useQuery({
    queryKey: ['bausteine', catalog],
    queryFn: ({ signal }) => getBausteine(catalog, signal),
  });
  const { data, error, refetch } = useQuery({
    queryKey: ['requirements', catalog, baustein],
    queryFn: ({ signal }) => getRequirements(catalog, baustein, signal),
  });
  const own = list.data?.items.find(({ id }) => id === baustein);
  const title = own?.title ?? '';
  const rows = data?.items.filter(({ level }) => shown.length === 0 || shown.includes(level));
  return (
    <Page
      title={`${baustein} ${title}`.trim()}
      back={
        <BackLink to={`/bausteine?catalog=${encodeURIComponent(catalog)}`}>{t('bausteine.title')}</BackLink>
      }
      meta={
        rows ? (
          <span className="gw-muted">
            {plural('requirements.count', rows.filter(({ withdrawn }) => !withdrawn).length)}
          </span>
        ) : null
      }
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={10} /> : null}
      {own ? (
        <p className="gw-lead">
          {t('bausteine.facts', {
            order: own.order,
            scope: t(`baustein_scope.${scopeOf(own.scope)}`),
            responsible: own.responsible,
          })}
        </p>
      ) : null}
      {data ? (
        <div className="gw-filters">
          <Toggles
            label={t('requirements.column.level')}
            options={levels.map((value) => ({ value, label: t(`requirement_level.${value}`) }))}
            selected={shown}
            onChange={setShown}
          />
        </div>
      ) : null}
      {rows && rows.length > 0 ? (
        <DataTable
          caption={t('requirements.caption', { baustein })}
          columns={columns(messages, catalog)}
          rows={rows}
          rowId={({ id }) => id}
          initialSort={{ id: 'id', desc: false }}
        />
      ) : null}
      {rows?.length === 0 ? (
        <Empty icon="bausteine" title={t('requirements.empty')}>
          <p>{t('empty.narrowed')}</p>
        </Empty>
      ) : null}
    </Page>
  );
}
