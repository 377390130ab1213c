import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Relation } from '../../../server/contract/structure.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { Toggles } from '../../components/toggles.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { matchingIds } from './dependency-tree.js';
import { DependencyTreeView } from './dependency-tree-view.js';
import { DependencyGraph } from './graph/dependency-graph.js';
import { DomainSelect, useDomain } from './use-domain.js';
import { useStructure } from './use-structure.js';

const views = ['graph', 'tree', 'table'] as const;

function columns({ t }: Messages, byId: ReadonlyMap<string, TargetObject>): Column<Relation>[] {
  const end = (side: 'from' | 'to'): Column<Relation> => ({
    id: side,
    header: t(`dependencies.${side}`),
    rowHeader: side === 'from',
    value: (relation) => byId.get(relation[side])?.key ?? '',
    cell: (relation) => (
      <Link to={`/target-objects/${relation[side]}`} className="gw-table__link">
        <span className="gw-mono">{byId.get(relation[side])?.key}</span> {byId.get(relation[side])?.name}
      </Link>
    ),
  });
  return [
    end('from'),
    {
      id: 'kind',
      header: t('relation.kind'),
      value: ({ kind }) => t(`relation.${kind}`),
      cell: ({ kind }) => t(`relation.${kind}`),
    },
    end('to'),
    { id: 'note', header: t('relation.note'), minor: true, cell: ({ note }) => note },
  ];
}

/** Who depends on whom: drawn, as a list with levels, or as a table. */
export default function DependencyPage() {
  const messages = useMessages();
  const { t, plural } = messages;
  const choice = useDomain();
  const { objects, byId, relations, error, retry } = useStructure(choice.ref);
  const [parameters, setParameters] = useSearchParams();
  const view = views.find((each) => each === parameters.get('view')) ?? 'graph';
  const [text, setText] = useState('');
  const matching = matchingIds(objects ?? [], text);
  const isWanted = text.trim() !== '';
  const failure = choice.error ?? error;

  return (
    <Page
      title={t('dependencies.title')}
      term="abhaengigkeit"
      meta={<span className="gw-muted">{plural('dependencies.count', relations.length)}</span>}
      actions={<DomainSelect choice={choice} />}
    >
      <p className="gw-lead">{t('dependencies.lead')}</p>
      {failure ? <ErrorNotice error={failure} onRetry={choice.error ? choice.retry : retry} /> : null}
      {!objects && !failure ? <Loading rows={10} /> : null}
      {objects?.length === 0 ? (
        <Empty icon="targets" title={t('targets.empty')}>
          <p>{t('targets.empty_text')}</p>
        </Empty>
      ) : null}
      {objects && objects.length > 0 && choice.ref ? (
        <>
          <div className="gw-toolbar">
            <Toggles
              single
              label={t('dependencies.view')}
              options={views.map((value) => ({ value, label: t(`dependencies.view.${value}`) }))}
              selected={[view]}
              onChange={([next]) => setParameters(next && next !== 'graph' ? { view: next } : {})}
            />
            <TableSearch label={t('dependencies.search')} value={text} onChange={setText} />
          </div>
          {view === 'graph' ? (
            <DependencyGraph
              key={choice.ref.domain}
              domain={choice.ref}
              objects={objects}
              byId={byId}
              relations={relations}
              wanted={isWanted ? matching : undefined}
            />
          ) : view === 'tree' ? (
            <DependencyTreeView
              objects={objects}
              byId={byId}
              relations={relations}
              matching={matching}
              isWanted={isWanted}
            />
          ) : (
            <DataTable
              caption={t('dependencies.title')}
              columns={columns(messages, byId)}
              rows={relations.filter(({ from, to }) => matching.has(from) || matching.has(to))}
              rowId={({ id }) => id}
              initialSort={{ id: 'from', desc: false }}
            />
          )}
        </>
      ) : null}
    </Page>
  );
}
