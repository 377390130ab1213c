import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import type { CheckSheet } from '../../../server/contract/check.js';
import { getSheets, scopeOf } from '../../api/check.js';
import { getBausteine } from '../../api/isms.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { BackLink } from '../../components/link.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { useDomain } from '../structure/use-domain.js';
import { useStructure } from '../structure/use-structure.js';
import { interviewPath } from './paths.js';
import { tallyColumns } from './tally-columns.js';
import { useEdition } from './use-edition.js';

/** The sheets of one Baustein, by what it is applied to, or of one scope, by Baustein. */
export default function SheetListPage() {
  const messages = useMessages();
  const { t, plural } = messages;
  const { baustein, scope } = useParams();
  const [search] = useSearchParams();
  const choice = useDomain();
  const { ref, isControls } = useEdition(choice);
  const { byId } = useStructure(choice.ref);
  const profile = search.get('profile') ?? '';
  const { data, error, refetch } = useQuery({
    queryKey: ['check', 'sheets', ref, profile, baustein, scope],
    queryFn: ({ signal }) => getSheets(ref!, { profile, baustein, scope }, signal),
    enabled: ref !== undefined,
  });
  const bausteine = useQuery({
    queryKey: ['bausteine', ref?.catalog],
    queryFn: ({ signal }) => getBausteine(ref!.catalog, signal),
    enabled: ref !== undefined && !isControls,
  });
  const titles = new Map(bausteine.data?.items.map(({ id, title }) => [id, title]));
  const nameOf = (object: string | null): string => {
    const known = object === null ? undefined : byId.get(object);
    return known ? `${known.key} ${known.name}` : object === null ? t('modelling.whole_domain') : '';
  };
  const column: Column<CheckSheet> = {
    id: 'sheet',
    header: t(
      baustein !== undefined ? 'modelling.scope' : isControls ? 'modelling.category' : 'modelling.baustein',
    ),
    rowHeader: true,
    value: (sheet) => (baustein === undefined ? sheet.baustein : nameOf(sheet.target_object)),
    cell: (sheet) => (
      <Link
        className="gw-table__link gw-words"
        to={interviewPath(sheet.baustein, scopeOf(sheet.target_object))}
      >
        {baustein === undefined
          ? `${sheet.baustein} ${titles.get(sheet.baustein) ?? ''}`.trim()
          : nameOf(sheet.target_object)}
      </Link>
    ),
  };
  const title =
    baustein === undefined
      ? nameOf(scope === 'domain' ? null : (scope ?? null))
      : `${baustein} ${titles.get(baustein) ?? ''}`;
  return (
    <Page
      title={title.trim()}
      term="pruefbogen"
      back={<BackLink to={`/check${profile ? `?profile=${profile}` : ''}`}>{t('check.title')}</BackLink>}
      meta={data ? <span className="gw-muted">{plural('check.sheets', data.items.length)}</span> : null}
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={8} /> : null}
      {data && data.items.length > 0 ? (
        <DataTable
          caption={title}
          columns={[column, ...tallyColumns<CheckSheet>(messages)]}
          rows={data.items}
          rowId={(sheet) => `${sheet.baustein} ${sheet.target_object}`}
        />
      ) : null}
      {data?.items.length === 0 ? (
        <Empty icon="check" title={t('check.no_sheets')}>
          <p>{t('check.no_sheets_text')}</p>
        </Empty>
      ) : null}
    </Page>
  );
}
