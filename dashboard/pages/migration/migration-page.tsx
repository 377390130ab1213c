import { useState } from 'react';
import { Link } from 'react-router';
import type { Catalog } from '../../../server/contract/catalog.js';
import { Button } from '../../components/button.js';
import { SelectField } from '../../components/fields.js';
import { Empty, ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { useMessages } from '../../i18n/messages.js';
import { useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { CarryOver } from './carry-over.js';
import { CoverageFacts } from './coverage-facts.js';
import { ProposalPanel } from './proposal-panel.js';
import { useMigration } from './use-migration.js';
import { type MoveChoice, useMove } from './use-move.js';
import { WorkList } from './work-list.js';

type Part = 'proposals' | 'work';

const optionsOf = (catalogs: readonly Catalog[]) =>
  catalogs.map(({ id, title, edition }) => ({ value: id, label: `${title} (${edition})` }));

function MoveSelects({ choice: { move, sources, targets, choose } }: { choice: MoveChoice }) {
  const { t } = useMessages();
  if (move === undefined) return null;
  return (
    <div className="gw-filters">
      <SelectField
        label={t('migration.source')}
        value={move.source}
        options={optionsOf(sources)}
        onChange={(id) => choose('source', id)}
      />
      <SelectField
        label={t('migration.target')}
        value={move.target}
        options={optionsOf(targets)}
        onChange={(id) => choose('target', id)}
      />
    </div>
  );
}

/** The move from one edition to the next: proposals side by side, and what no mapping does. */
export default function MigrationPage() {
  const { t, plural, number } = useMessages();
  const mayChange = useMayChange();
  const { domain, error: domainError, retry: retryDomain } = useDomain();
  const choice = useMove(domain?.tenant);
  const { move } = choice;
  const { state, proposals, compute, decide } = useMigration(move);
  const [tab, setTab] = useState<Part>('proposals');
  const error = domainError ?? choice.error ?? state.error ?? proposals.error;
  const items = proposals.data?.items;
  const mapped = items?.filter(({ mapped }) => mapped) ?? [];
  const accepted = items?.some(({ decision }) => decision === 'accepted') ?? false;
  const domains = state.data?.domains.map(({ name }) => name).join(', ') ?? '';
  const computeButton = (label: string) => (
    <Button variant="primary" label={label} isPending={compute.isPending} onPress={() => compute.mutate()} />
  );

  return (
    <Page title={t('migration.title')} term="grundschutz-plus-plus">
      <p className="gw-lead">{t('migration.lead')}</p>
      {error ? (
        <ErrorNotice
          error={error}
          onRetry={() => {
            retryDomain();
            choice.retry();
            void state.refetch();
            void proposals.refetch();
          }}
        />
      ) : null}
      {compute.error ? <ErrorNotice error={compute.error} /> : null}
      {decide.error ? <ErrorNotice error={decide.error} /> : null}
      <MoveSelects choice={choice} />
      {!choice.isLoading && move === undefined ? (
        <Empty icon="migration" title={t('migration.no_mapping')}>
          <p>
            <Link to="/catalogs">{t('migration.no_mapping_do')}</Link>
          </p>
        </Empty>
      ) : null}
      {(choice.isLoading || (move && !(items && state.data))) && !error ? <Loading rows={8} /> : null}
      {move && items && state.data ? (
        <>
          <CoverageFacts coverage={state.data.coverage} proposals={mapped} />
          <p className="gw-muted gw-migration__from">
            {domains === '' ? t('migration.no_domain') : t('migration.from', { domains })}
          </p>
          {items.length === 0 ? (
            <Empty icon="migration" title={t('migration.empty')}>
              <p>{t('migration.empty_text')}</p>
              {mayChange ? computeButton(t('migration.compute')) : null}
            </Empty>
          ) : null}
          {items.length > 0 && state.data.outdated > 0 ? (
            <Notice tone="info" title={plural('migration.outdated', state.data.outdated)}>
              <p>{t('migration.outdated_text')}</p>
              {mayChange ? computeButton(t('migration.compute_again')) : null}
            </Notice>
          ) : null}
          {accepted && domain ? <CarryOver move={move} domain={domain} mayChange={mayChange} /> : null}
          {compute.data && !compute.isPending ? (
            <Notice tone="success" title={plural('migration.computed', compute.data.kept)} />
          ) : null}
          {items.length > 0 ? (
            <Tabs<Part>
              label={t('migration.title')}
              selected={tab}
              onSelect={setTab}
              tabs={[
                {
                  id: 'proposals',
                  label: t('migration.proposals'),
                  count: number(mapped.length),
                  content: (
                    <ProposalPanel
                      key={`${move.tenant} ${move.source} ${move.target}`}
                      target={move.target}
                      proposals={mapped}
                      mayChange={mayChange}
                      isBusy={decide.isPending}
                      error={decide.error}
                      onDecide={(decided, onDone) =>
                        decide.mutate(decided, onDone ? { onSuccess: onDone } : {})
                      }
                    />
                  ),
                },
                {
                  id: 'work',
                  label: t('migration.work_list'),
                  count: number(items.length - mapped.length + state.data.left_behind.length),
                  content: (
                    <WorkList
                      source={move.source}
                      target={move.target}
                      unmapped={items.filter((each) => !each.mapped)}
                      leftBehind={state.data.left_behind}
                    />
                  ),
                },
              ]}
            />
          ) : null}
        </>
      ) : null}
    </Page>
  );
}
