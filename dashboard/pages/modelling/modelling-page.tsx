import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Assignment, AssignmentState } from '../../../server/contract/modelling.js';
import {
  decideAssignments,
  getAssignments,
  getModellingRules,
  proposeBausteine,
  removeAssignment,
} from '../../api/check.js';
import { getBausteine } from '../../api/isms.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import { EditionSelect, useEdition } from '../check/use-edition.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { useStructure } from '../structure/use-structure.js';
import { AddDialog } from './add-dialog.js';
import { assignmentColumns, type ModellingRow } from './columns.js';
import { RejectDialog } from './reject-dialog.js';

const states: readonly AssignmentState[] = ['proposed', 'accepted', 'rejected'];

/** Which Bausteine apply to what: proposals of the rules, and what people decided (Modellierung). */
export default function ModellingPage() {
  const messages = useMessages();
  const { t, plural } = messages;
  const mayChange = useMayChange();
  const choice = useDomain();
  const edition = useEdition(choice);
  const { ref, isControls } = edition;
  const { objects, byId } = useStructure(choice.ref);
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const [shown, setShown] = useState<AssignmentState[]>([]);
  const [rejecting, setRejecting] = useState<Assignment>();
  const [takingBack, setTakingBack] = useState<Assignment>();
  const [adding, setAdding] = useState(false);
  const list = useQuery({
    queryKey: ['modelling', ref],
    queryFn: ({ signal }) => getAssignments(ref!, signal),
    enabled: ref !== undefined,
  });
  const rules = useQuery({
    queryKey: ['modelling-rules'],
    queryFn: ({ signal }) => getModellingRules(signal),
  });
  const bausteine = useQuery({
    queryKey: ['bausteine', ref?.catalog],
    queryFn: ({ signal }) => getBausteine(ref!.catalog, signal),
    enabled: ref !== undefined,
  });
  const changed = () => {
    for (const queryKey of [['modelling'], ['check']]) void queries.invalidateQueries({ queryKey });
  };
  const propose = useMutation({ mutationFn: () => proposeBausteine(ref!), onSuccess: changed });
  const decide = useMutation({
    mutationFn: ({ items, ...decision }: { items: Assignment[]; state: AssignmentState; reason?: string }) =>
      decideAssignments(ref!, { items: items.map(({ id, version }) => ({ id, version })), ...decision }),
    onSettled: changed,
  });
  const takeBack = useMutation({ mutationFn: removeAssignment, onSettled: changed });
  const titles = new Map(bausteine.data?.items.map(({ id, title }) => [id, title]));
  const whys = new Map(rules.data?.items.map(({ id, why }) => [id, why[messages.language]]));
  const wanted = text.trim().toLowerCase();
  const rows = list.data?.items
    .map((assignment): ModellingRow => {
      const object = assignment.target_object === null ? undefined : byId.get(assignment.target_object);
      const why =
        assignment.rule === null ? t('modelling.by_hand') : (whys.get(assignment.rule) ?? assignment.rule);
      return { assignment, object, title: titles.get(assignment.baustein) ?? '', why };
    })
    .filter(
      ({ assignment: { baustein, state }, object, title }) =>
        (shown.length === 0 || shown.includes(state)) &&
        [baustein, title, object?.key ?? '', object?.name ?? ''].some((each) =>
          each.toLowerCase().includes(wanted),
        ),
    );
  const proposed = rows?.filter(({ assignment }) => assignment.state === 'proposed') ?? [];
  const failure = choice.error ?? list.error ?? propose.error ?? decide.error ?? takeBack.error;

  return (
    <Page
      title={t('modelling.title')}
      term="modellierung"
      meta={rows ? <span className="gw-muted">{plural('modelling.count', rows.length)}</span> : null}
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <DomainSelect choice={choice} />
          <EditionSelect edition={edition} />
          {mayChange ? (
            <>
              <Button
                small
                icon="add"
                label={t(isControls ? 'modelling.add_category' : 'modelling.add')}
                onPress={() => setAdding(true)}
              />
              <Button
                small
                variant="primary"
                icon="refresh"
                label={t(isControls ? 'modelling.propose_categories' : 'modelling.propose')}
                isPending={propose.isPending}
                onPress={() => propose.mutate()}
              />
            </>
          ) : null}
        </div>
      }
    >
      <p className="gw-lead">{t(isControls ? 'modelling.lead_categories' : 'modelling.lead')}</p>
      {failure ? <ErrorNotice error={failure} onRetry={() => void list.refetch()} /> : null}
      {propose.data ? (
        <Notice tone="success" title={t('modelling.proposed_title')}>
          <p>{t('modelling.proposed_text', { ...propose.data })}</p>
        </Notice>
      ) : null}
      {!list.data && !failure ? <Loading rows={10} /> : null}
      {list.data && list.data.items.length > 0 ? (
        <div className="gw-toolbar">
          <TableSearch label={t('modelling.search')} value={text} onChange={setText} />
          <Toggles
            label={t('modelling.state')}
            options={states.map((value) => ({ value, label: t(`modelling.state.${value}`) }))}
            selected={shown}
            onChange={setShown}
          />
          {mayChange && proposed.length > 0 ? (
            <Button
              small
              icon="check"
              label={plural('modelling.accept_shown', proposed.length)}
              isPending={decide.isPending}
              onPress={() =>
                decide.mutate({ items: proposed.map(({ assignment }) => assignment), state: 'accepted' })
              }
            />
          ) : null}
        </div>
      ) : null}
      {rows && rows.length > 0 ? (
        <DataTable
          caption={t('modelling.title')}
          columns={assignmentColumns(messages, isControls ? null : (ref?.catalog ?? ''), {
            mayChange,
            onDecide: (assignment, state) => decide.mutate({ items: [assignment], state }),
            onReject: setRejecting,
            onTakeBack: setTakingBack,
          })}
          rows={rows}
          rowId={({ assignment }) => assignment.id}
        />
      ) : null}
      {list.data && rows?.length === 0 ? (
        <Empty
          icon="bausteine"
          title={t(list.data.items.length === 0 ? 'modelling.empty' : 'modelling.empty_filtered')}
        >
          <p>{t(list.data.items.length === 0 ? 'modelling.empty_text' : 'empty.narrowed')}</p>
        </Empty>
      ) : null}
      <ConfirmDialog
        title={t('modelling.take_back_title', { baustein: takingBack?.baustein ?? '' })}
        text={t('modelling.take_back_text')}
        action={t('modelling.take_back')}
        isOpen={takingBack !== undefined}
        onCancel={() => setTakingBack(undefined)}
        onConfirm={() => {
          if (takingBack) takeBack.mutate(takingBack);
          setTakingBack(undefined);
        }}
      />
      <RejectDialog
        assignment={rejecting}
        isPending={decide.isPending}
        onCancel={() => setRejecting(undefined)}
        onSubmit={(assignment, reason) =>
          decide.mutate(
            { items: [assignment], state: 'rejected', reason },
            { onSuccess: () => setRejecting(undefined) },
          )
        }
      />
      {ref ? (
        <AddDialog
          isOpen={adding}
          domain={ref}
          isControls={isControls}
          bausteine={bausteine.data?.items ?? []}
          objects={objects ?? []}
          onClose={() => setAdding(false)}
          onAdded={changed}
        />
      ) : null}
    </Page>
  );
}
