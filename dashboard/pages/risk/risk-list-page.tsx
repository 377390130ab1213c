import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { ObjectRisk } from '../../../server/contract/risk.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { Toggles } from '../../components/toggles.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { useStructure } from '../structure/use-structure.js';
import { DomainRiskBoard } from './domain-risk-board.js';
import { MatrixForm } from './matrix-form.js';
import { MatrixTable } from './matrix-table.js';
import { OwnThreats } from './own-threats.js';
import { RiskMark } from './risk-mark.js';
import { riskRank, riskStates } from './risk-words.js';
import { useRiskDomain, useRiskOverview } from './use-risks.js';

interface Row extends ObjectRisk {
  object: TargetObject;
}

function columns({ t, number }: Messages): Column<Row>[] {
  return [
    {
      id: 'key',
      header: t('targets.key'),
      value: ({ object }) => object.key,
      cell: ({ object }) => <span className="gw-mono">{object.key}</span>,
    },
    {
      id: 'name',
      header: t('targets.name'),
      rowHeader: true,
      value: ({ object }) => object.name,
      cell: ({ object }) => (
        <Link to={`/risks/${object.id}`} className="gw-table__link gw-words">
          {object.name}
        </Link>
      ),
    },
    {
      id: 'reasons',
      header: t('risk.why'),
      minor: true,
      cell: ({ reasons }) => reasons.map((reason) => t(`risk.reason.${reason}`)).join(', ') || '–',
    },
    {
      id: 'risks',
      header: t('risk.threats'),
      align: 'end',
      value: ({ risks }) => risks,
      cell: ({ risks }) => number(risks),
    },
    {
      id: 'states',
      header: t('risk.progress'),
      cell: ({ states, risks }) =>
        risks === 0 ? (
          <span className="gw-muted">{t('risk.not_begun')}</span>
        ) : (
          riskStates
            .filter((state) => states[state] > 0)
            .map((state) => `${number(states[state])} ${t(`risk.state.${state}`)}`)
            .join(', ')
        ),
      minor: true,
    },
    {
      id: 'before',
      header: t('risk.before'),
      value: ({ worst_before }) => riskRank(worst_before),
      cell: ({ worst_before }) => <RiskMark level={worst_before} />,
    },
    {
      id: 'after',
      header: t('risk.after'),
      term: 'restrisiko',
      value: ({ worst_after }) => riskRank(worst_after),
      cell: ({ worst_after }) => <RiskMark level={worst_after} />,
    },
  ];
}

/** Risk analysis (BSI-Standard 200-3): which objects need one, how far it is, and what all risks amount to. */
export default function RiskListPage() {
  const messages = useMessages();
  const { t, plural } = messages;
  const mayChange = useMayChange();
  const choice = useDomain();
  const structure = useStructure(choice.ref);
  const domain = useRiskDomain(choice.ref);
  const overview = useRiskOverview(choice.ref);
  const [parameters, setParameters] = useSearchParams();
  const view = parameters.get('view') === 'matrix' ? 'matrix' : 'objects';
  const [text, setText] = useState('');
  const [shown, setShown] = useState<'needed' | 'all'>('needed');
  const [editing, setEditing] = useState(false);
  const [naming, setNaming] = useState(false);
  const error = choice.error ?? structure.error ?? domain.error ?? overview.error;
  const wanted = text.trim().toLowerCase();
  const rows =
    structure.objects &&
    overview.data?.objects.flatMap((risk): Row[] => {
      const object = structure.byId.get(risk.target_object);
      const isShown = shown === 'all' || risk.reasons.length > 0 || risk.risks > 0;
      return object && isShown && `${object.key} ${object.name}`.toLowerCase().includes(wanted)
        ? [{ ...risk, object }]
        : [];
    });
  return (
    <Page
      title={t('risk.title')}
      term="risikoanalyse"
      meta={rows ? <span className="gw-muted">{plural('targets.count', rows.length)}</span> : null}
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <DomainSelect choice={choice} />
          {mayChange && domain.matrix ? (
            <>
              <Button
                small
                variant="tertiary"
                label={t('risk.own_threats')}
                onPress={() => setNaming(true)}
              />
              <Button small icon="edit" label={t('risk.matrix.edit')} onPress={() => setEditing(true)} />
            </>
          ) : null}
        </div>
      }
    >
      <p className="gw-lead">{t('risk.lead')}</p>
      {error ? (
        <ErrorNotice
          error={error}
          onRetry={() => {
            choice.retry();
            structure.retry();
            domain.retry();
            void overview.refetch();
          }}
        />
      ) : null}
      {!rows && !error ? <Loading rows={8} /> : null}
      {view === 'objects' && domain.matrix && overview.data ? (
        <div className="gw-matrices">
          <MatrixTable
            caption={t('risk.matrix.before')}
            matrix={domain.matrix}
            counts={overview.data.before}
          />
          <MatrixTable caption={t('risk.matrix.after')} matrix={domain.matrix} counts={overview.data.after} />
        </div>
      ) : null}
      {rows ? (
        <div className="gw-toolbar">
          <Toggles
            single
            label={t('risk.view')}
            options={(['objects', 'matrix'] as const).map((value) => ({
              value,
              label: t(`risk.view.${value}`),
            }))}
            selected={[view]}
            onChange={([next]) => setParameters(next === 'matrix' ? { view: 'matrix' } : {})}
          />
          <TableSearch label={t('dependencies.search')} value={text} onChange={setText} />
          {view === 'objects' ? (
            <Toggles
              single
              label={t('risk.shown')}
              options={(['needed', 'all'] as const).map((value) => ({
                value,
                label: t(`risk.shown.${value}`),
              }))}
              selected={[shown]}
              onChange={([next]) => setShown(next ?? 'needed')}
            />
          ) : null}
        </div>
      ) : null}
      {view === 'matrix' && rows && choice.ref && domain.matrix && domain.threats ? (
        <DomainRiskBoard
          domain={choice.ref}
          matrix={domain.matrix}
          threats={domain.threats}
          byId={structure.byId}
          wanted={wanted}
          mayChange={mayChange}
        />
      ) : null}
      {view === 'objects' && rows && rows.length > 0 ? (
        <DataTable
          caption={t('risk.title')}
          columns={columns(messages)}
          rows={rows}
          rowId={({ object }) => object.id}
          initialSort={{ id: 'key', desc: false }}
        />
      ) : null}
      {view === 'objects' && rows?.length === 0 ? (
        <Empty icon="risk" title={t('risk.empty')}>
          <p>{t('risk.empty_text')}</p>
        </Empty>
      ) : null}
      <Dialog wide title={t('risk.own_threats')} isOpen={naming} onClose={() => setNaming(false)}>
        {choice.ref && domain.threats ? <OwnThreats domain={choice.ref} threats={domain.threats} /> : null}
      </Dialog>
      <Dialog wide title={t('risk.matrix.title')} isOpen={editing} onClose={() => setEditing(false)}>
        {domain.matrix && choice.ref ? (
          <MatrixForm matrix={domain.matrix} domain={choice.ref} onClose={() => setEditing(false)} />
        ) : null}
      </Dialog>
    </Page>
  );
}
