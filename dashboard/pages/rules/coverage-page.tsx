import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CoverageState, RuleCoverage } from '../../../server/contract/rule-coverage.js';
import { coverageAddress, getCoverage } from '../../api/own-rules.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import { CoverageMatrix } from './coverage-matrix.js';
import { CoverageTable } from './coverage-table.js';
import { TenantSelect, tenantSearch, useTenant } from './tenant-select.js';

/** In the order of the legend. */
const states: readonly CoverageState[] = ['covered', 'no_source', 'no_rule', 'none'];
const views = ['matrix', 'table'] as const;

function Export({ format }: { format: 'navigator' | 'csv' }) {
  const { t } = useMessages();
  const tenant = useTenant();
  return (
    <a
      className="kern-btn kern-btn--secondary gw-btn gw-btn--small"
      href={coverageAddress(tenant, format)}
      download
    >
      <span className="kern-label">{t(`rules.coverage.export.${format}`)}</span>
    </a>
  );
}

function Coverage({ coverage }: { coverage: RuleCoverage }) {
  const { t, number, plural } = useMessages();
  const [view, setView] = useState<(typeof views)[number]>('matrix');
  const [shown, setShown] = useState<CoverageState[]>([]);
  const count = (state: CoverageState) =>
    coverage.techniques.filter((technique) => technique.state === state).length;
  const narrowed = {
    ...coverage,
    techniques: coverage.techniques.filter(({ state }) => shown.length === 0 || shown.includes(state)),
  };
  return (
    <div className="gw-stack">
      <p className="gw-lead">{t('rules.coverage.text')}</p>
      <div className="gw-filters">
        <Toggles
          label={t('rules.coverage.states')}
          options={states.map((value) => ({
            value,
            label: (
              <>
                <span className={`gw-attack__key gw-attack__key--${value}`} aria-hidden="true" />
                {t(`rules.coverage.state.${value}`)}
                <span className="gw-tabs__count">{number(count(value))}</span>
              </>
            ),
          }))}
          selected={shown}
          onChange={setShown}
        />
        <Toggles
          single
          label={t('rules.coverage.view')}
          options={views.map((value) => ({ value, label: t(`rules.coverage.view.${value}`) }))}
          selected={[view]}
          onChange={([next]) => setView(next ?? 'matrix')}
        />
      </div>
      {view === 'matrix' ? <CoverageMatrix coverage={narrowed} /> : <CoverageTable coverage={narrowed} />}
      <p className="gw-muted">
        {plural('rules.coverage.untagged', coverage.untagged)}{' '}
        {t('rules.coverage.source', { version: coverage.attack_version })} {coverage.licence}
      </p>
    </div>
  );
}

/** What the rules in force cover of MITRE ATT&CK with what the sources deliver. */
export default function CoveragePage() {
  const { t } = useMessages();
  const tenant = useTenant();
  const { data, error, refetch } = useQuery({
    queryKey: ['rules', tenant, 'coverage'],
    queryFn: ({ signal }) => getCoverage(tenant, signal),
  });
  return (
    <Page
      title={t('rules.coverage')}
      back={<BackLink to={`/rules${tenantSearch(tenant)}`}>{t('rules.title')}</BackLink>}
      meta={<TenantSelect />}
      actions={
        <>
          <Export format="navigator" />
          <Export format="csv" />
        </>
      }
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={12} /> : null}
      {data ? <Coverage coverage={data} /> : null}
    </Page>
  );
}
