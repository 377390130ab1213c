import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import type { Signal, SignalState } from '../../../server/contract/signal.js';
import { getSignal, runSignal } from '../../api/signals.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { BackLink } from '../../components/link.js';
import { Empty, ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { ObservationList } from './observation-list.js';
import { SignalFacts } from './signal-facts.js';
import { SignalSettingForm } from './signal-setting-form.js';
import { VerdictMark } from './verdict-mark.js';

/** One signal: what it measures, what it says of each scope, and how it came to that. */
export default function SignalPage() {
  const { id = '' } = useParams();
  const { t, language } = useMessages();
  const { ref, error: domainError, retry } = useDomain();
  const { data, error, refetch } = useQuery({
    queryKey: ['signal', ref?.domain, id],
    queryFn: ({ signal }) => getSignal(ref!, id, signal),
    enabled: ref !== undefined,
  });
  const fault = domainError ?? error;
  return (
    <Page
      title={data?.signal.title[language] ?? id}
      back={<BackLink to="/signals">{t('signals.title')}</BackLink>}
      actions={data && ref ? <Actions domain={ref} signal={data.signal} /> : null}
    >
      {fault ? <ErrorNotice error={fault} onRetry={domainError ? retry : () => void refetch()} /> : null}
      {!data && !fault ? <Loading /> : null}
      {data && ref ? (
        <>
          <SignalFacts signal={data.signal} />
          <States domain={ref} signal={data.signal} states={data.states} />
        </>
      ) : null}
    </Page>
  );
}

function Actions({ domain, signal }: { domain: DomainRef; signal: Signal }) {
  const { t } = useMessages();
  const mayChange = useMayChange();
  const queries = useQueryClient();
  const [isEditing, setEditing] = useState(false);
  const changed = () => {
    void queries.invalidateQueries({ queryKey: ['signals'] });
    return queries.invalidateQueries({ queryKey: ['signal'] });
  };
  const run = useMutation({ mutationFn: () => runSignal(domain, signal.id), onSettled: changed });
  if (!mayChange || signal.schedule === undefined) return null;
  return (
    <>
      {run.error ? <ErrorNotice error={run.error} /> : null}
      <Button icon="edit" label={t('signals.set')} onPress={() => setEditing(true)} />
      <Button
        icon="refresh"
        variant="primary"
        label={t('signals.run_now')}
        isPending={run.isPending}
        isDisabled={!signal.enabled}
        onPress={() => run.mutate()}
      />
      <Dialog title={t('signals.set')} isOpen={isEditing} onClose={() => setEditing(false)}>
        <SignalSettingForm
          domain={domain}
          signal={signal}
          onClose={() => setEditing(false)}
          onStored={() => {
            setEditing(false);
            void changed();
          }}
        />
      </Dialog>
    </>
  );
}

function columns({ t, language }: Messages, open: (state: SignalState) => void): Column<SignalState>[] {
  return [
    {
      id: 'scope',
      header: t('signals.column.scope'),
      rowHeader: true,
      value: ({ target_key }) => target_key,
      cell: (state) => (
        <button type="button" className="gw-table__link gw-linklike" onClick={() => open(state)}>
          {state.target_object === null
            ? t('signals.whole_domain')
            : `${state.target_key} ${state.target_name}`}
        </button>
      ),
    },
    {
      id: 'verdict',
      header: t('signals.column.verdict'),
      value: ({ verdict, freshness }) => `${freshness} ${verdict}`,
      cell: ({ verdict, freshness }) => <VerdictMark verdict={verdict} freshness={freshness} />,
    },
    {
      id: 'statement',
      header: t('signals.column.statement'),
      cell: ({ statement }) => <span className="gw-sentence">{statement[language]}</span>,
    },
    {
      id: 'observed',
      header: t('signals.column.observed'),
      align: 'end',
      minor: true,
      value: ({ observed_at }) => observed_at,
      cell: ({ observed_at }) => <Time at={observed_at} />,
    },
    {
      id: 'since',
      header: t('signals.column.since'),
      align: 'end',
      value: ({ since }) => since,
      cell: ({ since }) => <Time at={since} />,
      minor: true,
    },
  ];
}

function States({
  domain,
  signal,
  states,
}: {
  domain: DomainRef;
  signal: Signal;
  states: readonly SignalState[];
}) {
  const messages = useMessages();
  const { t } = messages;
  const [shown, setShown] = useState<SignalState>();
  return (
    <>
      {signal.run?.state === 'failed' ? (
        <Notice tone="warning" title={t('signals.run_failed')}>
          <p className="gw-notice__detail">{signal.run.error}</p>
        </Notice>
      ) : null}
      {states.length === 0 ? (
        <Empty title={t('signals.no_observation')}>{t('signals.no_observation_text')}</Empty>
      ) : (
        <DataTable
          caption={t('signals.states')}
          columns={columns(messages, setShown)}
          rows={states}
          rowId={({ observation }) => observation}
        />
      )}
      <Dialog
        wide
        title={t('signals.history')}
        isOpen={shown !== undefined}
        onClose={() => setShown(undefined)}
      >
        {shown ? <ObservationList domain={domain} state={shown} /> : null}
      </Dialog>
    </>
  );
}
