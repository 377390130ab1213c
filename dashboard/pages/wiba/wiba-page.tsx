import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { getWibaProposals } from '../../api/wiba.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { useMessages } from '../../i18n/messages.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { Interview } from './interview.js';
import { progressOf, topicToGoOn } from './progress.js';
import { ProposalList } from './proposal-list.js';
import { useTopics } from './use-answers.js';

/** The self-check of the first step (Weg in die Basis-Absicherung), and what it proposes for the check. */
export default function WibaPage() {
  const { t, number } = useMessages();
  const mayChange = useMayChange();
  const choice = useDomain();
  const tenant = choice.ref?.tenant;
  const [params, setParams] = useSearchParams();
  const topics = useTopics(tenant);
  const proposals = useQuery({
    queryKey: ['wiba-proposals', tenant, choice.ref?.domain],
    queryFn: ({ signal }) => getWibaProposals(choice.ref!, signal),
    enabled: choice.ref !== undefined,
  });
  const error = choice.error ?? topics.error ?? proposals.error;
  const items = topics.data?.items;
  // Remembered, so that the topic does not change by itself when its last question is answered.
  const [start, setStart] = useState<string>();
  if (items && start === undefined) setStart(topicToGoOn(items)?.id);
  const wanted = params.get('topic') ?? start;
  const topic = items?.find(({ id }) => id === wanted) ?? items?.[0];
  const tab = params.get('tab') === 'proposals' ? 'proposals' : 'questions';
  const set = (name: string, value: string) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const { answered, total } = progressOf(items ?? []);
  const severalTenants = new Set(choice.domains.map((each) => each.tenant)).size > 1;

  return (
    <Page
      title={t('wiba.title')}
      term="wiba"
      meta={
        items ? (
          <span className="gw-muted">
            {t('wiba.progress', { answered: number(answered), total: number(total) })}
          </span>
        ) : null
      }
      actions={<DomainSelect choice={choice} />}
    >
      <p className="gw-lead">
        {t('wiba.lead')} {severalTenants ? t('wiba.of_tenant', { tenant: tenant ?? '' }) : null}
      </p>
      {error ? (
        <ErrorNotice
          error={error}
          onRetry={() => {
            choice.retry();
            void topics.refetch();
            void proposals.refetch();
          }}
        />
      ) : null}
      {!(items && topic) && !error ? <Loading rows={8} /> : null}
      {items && topic && choice.ref ? (
        <Tabs
          label={t('wiba.title')}
          selected={tab}
          onSelect={(id) => set('tab', id)}
          tabs={[
            {
              id: 'questions',
              label: t('wiba.questions'),
              content: (
                <Interview
                  tenant={choice.ref.tenant}
                  topics={items}
                  topic={topic}
                  proposals={proposals.data?.items ?? []}
                  mayChange={mayChange}
                  onSelect={(id) => set('topic', id)}
                  onReload={() => void topics.refetch()}
                />
              ),
            },
            {
              id: 'proposals',
              label: t('wiba.proposals'),
              count: proposals.data ? number(proposals.data.items.length) : undefined,
              content: proposals.data ? (
                <ProposalList
                  key={choice.ref.domain}
                  domain={choice.ref}
                  proposals={proposals.data.items}
                  mayChange={mayChange}
                />
              ) : (
                <Loading rows={6} />
              ),
            },
          ]}
        />
      ) : null}
    </Page>
  );
}
