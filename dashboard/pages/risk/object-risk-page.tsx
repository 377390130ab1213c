import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import type { Risk, RiskThreat } from '../../../server/contract/risk.js';
import { deleteRisk, getRisks, signRisk } from '../../api/risk.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { BackLink } from '../../components/link.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { SaveFault } from '../../components/save-fault.js';
import { Toggles } from '../../components/toggles.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { MeasureDialog } from '../plan/measure-dialog.js';
import { PlanHistory } from '../plan/plan-history.js';
import { useDomainOf } from '../structure/use-domain-of.js';
import { useMayChange } from '../structure/use-may-change.js';
import { useStructure } from '../structure/use-structure.js';
import { RiskForm } from './risk-form.js';
import { RiskMark } from './risk-mark.js';
import { RiskMatrixBoard } from './risk-matrix-board.js';
import { riskRank, riskStates } from './risk-words.js';
import { ThreatForm } from './threat-form.js';
import { useRiskDomain, useRisksChanged } from './use-risks.js';

interface Acts {
  edit(risk: Risk): void;
  sign(risk: Risk): void;
  measure(risk: Risk): void;
  remove(risk: Risk): void;
}

const numberOf = (id: string): number =>
  Number(id.replace(/^G \D*0?\.?/, '')) + (id.startsWith('G z') ? 100 : 0);

function columns(
  { t, date }: Messages,
  titles: ReadonlyMap<string, string>,
  acts: Acts | undefined,
): Column<Risk>[] {
  const all: Column<Risk>[] = [
    {
      id: 'threat',
      header: t('risk.threat'),
      term: 'elementare-gefaehrdung',
      rowHeader: true,
      value: ({ threat }) => numberOf(threat),
      cell: ({ threat, treatment_note, reason }) => (
        <>
          <span className="gw-mono">{threat}</span> {titles.get(threat) ?? ''}
          <span className="gw-muted gw-block">{treatment_note || reason}</span>
        </>
      ),
    },
    {
      id: 'before',
      header: t('risk.before'),
      value: ({ risk_before }) => riskRank(risk_before),
      cell: ({ risk_before, before }) => (
        <>
          <RiskMark level={risk_before} />
          {before ? (
            <span className="gw-muted gw-block">
              {t(`risk.frequency.${before.frequency}`)},{' '}
              <span className="gw-nowrap">{t(`risk.damage.${before.damage}`)}</span>
            </span>
          ) : null}
        </>
      ),
    },
    {
      id: 'treatment',
      header: t('risk.treatment'),
      term: 'risikobehandlung',
      value: ({ treatment }) => treatment ?? '',
      cell: ({ treatment }) => (treatment ? t(`risk.treatment.${treatment}`) : '–'),
    },
    {
      id: 'after',
      header: t('risk.after'),
      term: 'restrisiko',
      value: ({ risk_after }) => riskRank(risk_after),
      cell: ({ risk_after }) => <RiskMark level={risk_after} />,
    },
    {
      id: 'owner',
      header: t('risk.owner'),
      term: 'risikoeigentuemer',
      value: ({ owner }) => owner,
      cell: ({ owner }) => owner,
      minor: true,
    },
    {
      id: 'state',
      header: t('risk.state'),
      value: ({ state }) => riskStates.indexOf(state),
      cell: ({ state, signed_by, signed_at }) => (
        <>
          {t(`risk.state.${state}`)}
          {signed_by && signed_at ? (
            <span className="gw-muted gw-block">
              {signed_by}, {date(signed_at)}
            </span>
          ) : null}
        </>
      ),
    },
  ];
  if (acts === undefined) return all;
  const name = ({ threat }: Risk): string => `${threat} ${titles.get(threat) ?? ''}`;
  const actions: Column<Risk> = {
    id: 'actions',
    header: t('table.actions'),
    align: 'end',
    cell: (risk) => (
      <span className="gw-row-actions">
        <Button
          small
          variant="tertiary"
          iconOnly
          icon="edit"
          label={t('risk.edit_this', { name: name(risk) })}
          onPress={() => acts.edit(risk)}
        />
        {risk.state === 'treated' ? (
          <Button
            small
            variant="tertiary"
            iconOnly
            icon="check"
            label={t('risk.sign_this', { name: name(risk) })}
            onPress={() => acts.sign(risk)}
          />
        ) : null}
        <Button
          small
          variant="tertiary"
          iconOnly
          icon="add"
          label={t('risk.measure_for', { name: name(risk) })}
          onPress={() => acts.measure(risk)}
        />
        <Button
          small
          variant="tertiary"
          iconOnly
          icon="remove"
          label={t('risk.remove_this', { name: name(risk) })}
          onPress={() => acts.remove(risk)}
        />
      </span>
    ),
  };
  return [...all, actions];
}

/** The threats to one object: what they amount to, what is done, and who answers for what is left. */
export default function ObjectRiskPage() {
  const { id = '' } = useParams();
  const messages = useMessages();
  const { t, plural } = messages;
  const mayChange = useMayChange();
  const { ref, error: missing, retry } = useDomainOf(id);
  const structure = useStructure(ref);
  const domain = useRiskDomain(ref);
  const changed = useRisksChanged();
  const risks = useQuery({
    queryKey: ['risk', 'object', id],
    queryFn: ({ signal }) => getRisks(id, signal),
  });
  const [view, setView] = useState<'table' | 'matrix'>('table');
  const [editing, setEditing] = useState<Risk>();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Risk>();
  const [measured, setMeasured] = useState<Risk>();
  const sign = useMutation({ mutationFn: signRisk, onSettled: changed });
  const remove = useMutation({ mutationFn: deleteRisk, onSettled: changed });
  const object = structure.byId.get(id);
  const error = missing ?? structure.error ?? domain.error ?? risks.error;
  const titles = new Map<string, string>(domain.threats?.map((each: RiskThreat) => [each.id, each.title]));
  const acts = mayChange
    ? { edit: setEditing, sign: (risk: Risk) => sign.mutate(risk), measure: setMeasured, remove: setRemoving }
    : undefined;
  const items = risks.data?.items;
  return (
    <Page
      title={object ? `${t('risk.of')} ${object.key} ${object.name}` : t('risk.title')}
      term="gefaehrdungsuebersicht"
      back={<BackLink to="/risks">{t('risk.title')}</BackLink>}
      meta={items ? <span className="gw-muted">{plural('risk.count', items.length)}</span> : null}
      actions={
        mayChange && domain.threats && items ? (
          <Button
            small
            variant="primary"
            icon="add"
            label={t('risk.add_threats')}
            onPress={() => setAdding(true)}
          />
        ) : null
      }
    >
      {error ? (
        <ErrorNotice
          error={error}
          onRetry={() => {
            retry();
            structure.retry();
            domain.retry();
            void risks.refetch();
          }}
        />
      ) : null}
      <SaveFault error={sign.error ?? remove.error} />
      {!items && !error ? <Loading rows={8} /> : null}
      {items && items.length > 0 ? (
        <div className="gw-toolbar">
          <Toggles
            single
            label={t('risk.view')}
            options={(['table', 'matrix'] as const).map((value) => ({
              value,
              label: t(`risk.view.${value}`),
            }))}
            selected={[view]}
            onChange={([next]) => setView(next ?? 'table')}
          />
        </div>
      ) : null}
      {view === 'matrix' && items && items.length > 0 && domain.matrix ? (
        <RiskMatrixBoard
          risks={items}
          matrix={domain.matrix}
          titles={titles}
          mayChange={mayChange}
          onOpen={(risk) => mayChange && setEditing(risk)}
        />
      ) : null}
      {view === 'table' && items && items.length > 0 ? (
        <DataTable
          caption={t('risk.title')}
          columns={columns(messages, titles, acts)}
          rows={items}
          rowId={(risk) => risk.id}
          initialSort={{ id: 'threat', desc: false }}
        />
      ) : null}
      {items?.length === 0 ? (
        <Empty icon="risk" title={t('risk.none')}>
          <p>{t('risk.none_text')}</p>
        </Empty>
      ) : null}
      <Dialog wide title={t('risk.add_threats')} isOpen={adding} onClose={() => setAdding(false)}>
        {ref && items && domain.threats ? (
          <ThreatForm
            object={id}
            domain={ref}
            threats={domain.threats}
            risks={items}
            onClose={() => setAdding(false)}
          />
        ) : null}
      </Dialog>
      <Dialog
        wide
        title={editing ? `${editing.threat} ${titles.get(editing.threat) ?? ''}` : ''}
        isOpen={editing !== undefined}
        onClose={() => setEditing(undefined)}
      >
        {editing && domain.matrix ? (
          <RiskForm risk={editing} matrix={domain.matrix} onClose={() => setEditing(undefined)} />
        ) : null}
        {editing && ref ? <PlanHistory domain={ref} subject="risk" id={editing.id} /> : null}
      </Dialog>
      <MeasureDialog
        domain={ref}
        edited={
          measured && { risk: measured.id, title: `${measured.threat} ${titles.get(measured.threat) ?? ''}` }
        }
        onClose={() => setMeasured(undefined)}
      />
      <ConfirmDialog
        title={t('risk.remove_title')}
        text={t('risk.remove_text', { name: removing?.threat ?? '' })}
        action={t('action.remove')}
        isOpen={removing !== undefined}
        onConfirm={() => {
          if (removing) remove.mutate(removing);
          setRemoving(undefined);
        }}
        onCancel={() => setRemoving(undefined)}
      />
    </Page>
  );
}
