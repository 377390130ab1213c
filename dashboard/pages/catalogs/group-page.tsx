import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { Control } from '../../../server/contract/catalog.js';
import { getControls, getGroups } from '../../api/catalogs.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { requirementPath, titleIn } from './titles.js';

function columns({ t, language }: Messages, catalog: string): Column<Control>[] {
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
      rowHeader: true,
      value: (control) => titleIn(language, control),
      cell: (control) =>
        control.withdrawn ? (
          <span className="gw-tag">{t('requirements.withdrawn')}</span>
        ) : (
          <Link to={requirementPath(catalog, control.id)}>{titleIn(language, control)}</Link>
        ),
    },
    {
      id: 'modal',
      header: t('controls.column.modal'),
      term: 'modalverb',
      value: ({ modal_verb }) => modal_verb ?? '',
      cell: ({ modal_verb }) => modal_verb,
    },
    {
      id: 'level',
      header: t('controls.column.sec_level'),
      term: 'sicherheitsniveau',
      value: ({ sec_level }) => sec_level ?? '',
      cell: ({ sec_level }) => sec_level,
      minor: true,
    },
    {
      id: 'effort',
      header: t('controls.column.effort'),
      term: 'aufwand',
      value: ({ effort_level }) => effort_level ?? '',
      cell: ({ effort_level }) => effort_level,
      minor: true,
    },
    {
      id: 'targets',
      header: t('controls.column.targets'),
      term: 'zielobjektkategorie',
      value: ({ target_objects }) => target_objects.join(', '),
      cell: ({ target_objects }) => target_objects.join(', '),
      minor: true,
    },
  ];
}

/** The controls of one group of a catalogue, with those of the groups below it. */
export default function GroupPage() {
  const messages = useMessages();
  const { t, plural, language } = messages;
  const { catalog = '', group = '' } = useParams();
  const groups = useQuery({
    queryKey: ['groups', catalog],
    queryFn: ({ signal }) => getGroups(catalog, signal),
  });
  const { data, error, refetch } = useQuery({
    queryKey: ['controls', catalog, group],
    queryFn: ({ signal }) => getControls(catalog, group, signal),
  });
  const own = groups.data?.items.find(({ id }) => id === group);
  const hasFacts = (each: Column<Control>): boolean =>
    data === undefined || data.items.some((control) => (each.value?.(control) ?? '') !== '');
  return (
    <Page
      title={`${group} ${own ? titleIn(language, own) : ''}`.trim()}
      back={
        <BackLink to={`/bausteine?catalog=${encodeURIComponent(catalog)}`}>{t('bausteine.title')}</BackLink>
      }
      meta={data ? <span className="gw-muted">{plural('controls.count', data.items.length)}</span> : null}
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={10} /> : null}
      {data ? (
        <DataTable
          caption={t('controls.caption', { group })}
          columns={columns(messages, catalog).filter(hasFacts)}
          rows={data.items}
          rowId={({ id }) => id}
          initialSort={{ id: 'id', desc: false }}
        />
      ) : null}
    </Page>
  );
}
