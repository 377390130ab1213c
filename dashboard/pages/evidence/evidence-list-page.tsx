import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Evidence } from '../../../server/contract/evidence.js';
import { listEvidence } from '../../api/evidence.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { SelectField } from '../../components/fields.js';
import { LoadMore } from '../../components/load-more.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useSession } from '../../state/session.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { useStructure } from '../structure/use-structure.js';
import { EvidenceForm } from './evidence-form.js';
import { EvidenceState } from './evidence-state.js';
import { evidenceFilterNames, evidenceFilters } from './evidence-words.js';
import { LogPanel } from './log-panel.js';
import { PackageForm } from './package-dialog.js';
import { PackagePanel } from './package-panel.js';

const pageLimit = 100;

function columns({ t, date }: Messages): Column<Evidence>[] {
  return [
    {
      id: 'title',
      header: t('evidence.name'),
      rowHeader: true,
      cell: ({ id, title, kind, target_objects }) => (
        <>
          <Link to={`/evidence/${id}`} className="gw-table__link">
            {title}
          </Link>
          <span className="gw-muted gw-block">
            {t(`evidence.kind.${kind}`)}
            {' · '}
            {target_objects.map(({ key }) => key).join(', ') || t('evidence.objects_none')}
          </span>
        </>
      ),
    },
    {
      id: 'requirements',
      header: t('evidence.requirements'),
      minor: true,
      cell: ({ requirements }) => (
        <span className="gw-mono">
          {requirements.slice(0, 4).join(', ') || '–'}
          {requirements.length > 4 ? ` +${requirements.length - 4}` : ''}
        </span>
      ),
    },
    {
      id: 'effective_on',
      header: t('evidence.effective_on'),
      minor: true,
      cell: ({ effective_on }) => <span className="gw-nowrap">{date(effective_on)}</span>,
    },
    {
      id: 'valid_until',
      header: t('evidence.valid_until'),
      cell: ({ valid_until }) => <span className="gw-nowrap">{valid_until ? date(valid_until) : '–'}</span>,
    },
    {
      id: 'state',
      header: t('evidence.state'),
      cell: ({ state, coverage }) => (
        <>
          <EvidenceState state={state} />
          <span className="gw-muted gw-block">{t(`evidence.coverage.${coverage}`)}</span>
        </>
      ),
    },
    {
      id: 'provided_by',
      header: t('evidence.provided_by'),
      minor: true,
      cell: ({ provided_by }) => provided_by,
    },
  ];
}

/** Evidence (Nachweise) of a domain, and the log that covers it. */
export default function EvidenceListPage() {
  const messages = useMessages();
  const { t } = messages;
  const mayChange = useMayChange();
  const mayMake = (useSession().user?.roles ?? []).some((role) => role === 'admin' || role === 'isb');
  const choice = useDomain();
  const { ref } = choice;
  const { objects } = useStructure(ref);
  const [text, setText] = useState('');
  // In the address, so that the overview leads to what it counted.
  const [parameters, setParameters] = useSearchParams();
  const state = evidenceFilterNames.find((each) => each === parameters.get('state')) ?? 'all';
  const [open, setOpen] = useState<'item' | 'package'>();
  const filter = { q: text.trim(), state: evidenceFilters[state], limit: pageLimit };
  const list = useInfiniteQuery({
    queryKey: ['evidence', 'list', ref?.domain, filter],
    queryFn: ({ pageParam, signal }) => listEvidence(ref!, { ...filter, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: ref !== undefined,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  const isFiltered = text.trim() !== '' || state !== 'all';
  const error = choice.error ?? list.error;
  const close = (): void => setOpen(undefined);
  return (
    <Page
      title={t('evidence.title')}
      term="nachweis"
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <DomainSelect choice={choice} />
          {mayMake && ref ? (
            <Button small icon="archive" label={t('evidence.package')} onPress={() => setOpen('package')} />
          ) : null}
          {mayChange && ref ? (
            <Button
              small
              variant="primary"
              icon="add"
              label={t('evidence.add')}
              onPress={() => setOpen('item')}
            />
          ) : null}
        </div>
      }
    >
      <p className="gw-lead">{t('evidence.lead')}</p>
      {error ? (
        <ErrorNotice
          error={error}
          onRetry={() => {
            choice.retry();
            void list.refetch();
          }}
        />
      ) : null}
      <div className="gw-toolbar">
        <TableSearch label={t('evidence.search')} value={text} onChange={setText} />
        <SelectField
          hideLabel
          label={t('evidence.state')}
          value={state}
          options={evidenceFilterNames.map((value) => ({ value, label: t(`evidence.state.${value}`) }))}
          onChange={(next) => setParameters(next === 'all' ? {} : { state: next }, { replace: true })}
        />
      </div>
      <div className="gw-stack">
        {!items && !error ? <Loading rows={6} /> : null}
        {items && items.length > 0 ? (
          <DataTable
            caption={t('evidence.title')}
            columns={columns(messages)}
            rows={items}
            rowId={({ id }) => id}
          />
        ) : null}
        <LoadMore list={list} />
        {items?.length === 0 ? (
          <Empty icon="evidence" title={t(isFiltered ? 'evidence.empty_filtered' : 'evidence.empty')}>
            {isFiltered ? null : <p>{t('evidence.empty_text')}</p>}
          </Empty>
        ) : null}
        {mayMake && ref ? <PackagePanel domain={ref} /> : null}
        {ref ? <LogPanel tenant={ref.tenant} maySign={mayMake} /> : null}
      </div>
      <Dialog wide title={t('evidence.add')} isOpen={open === 'item'} onClose={close}>
        {ref ? (
          <EvidenceForm
            domain={ref}
            item={{ requirements: [], target_objects: [] }}
            objects={objects ?? []}
            onClose={close}
          />
        ) : null}
      </Dialog>
      <Dialog title={t('evidence.package')} isOpen={open === 'package'} onClose={close}>
        {ref ? <PackageForm domain={ref} onClose={close} /> : null}
      </Dialog>
    </Page>
  );
}
