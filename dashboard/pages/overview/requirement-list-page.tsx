import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { AssessmentStatus } from '../../../server/contract/check.js';
import { scopeOf } from '../../api/check.js';
import { getAskedRequirements } from '../../api/compliance.js';
import { Button } from '../../components/button.js';
import { levelKey } from '../../components/level-tag.js';
import { BackLink } from '../../components/link.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import { controlStatuses, statuses } from '../check/tally-bar.js';
import { useEdition } from '../check/use-edition.js';
import { useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { useStructure } from '../structure/use-structure.js';
import { type OpenRequirement, readRequirements, requirementsPath } from './paths.js';
import { RequirementItems } from './requirement-items.js';
import { RequirementPanel } from './requirement-panel.js';

const atOnce = 100;
const mostShown = 500;

/** The requirements behind a cell of the heat map, gaps first, and beside them the opened one. */
export default function RequirementListPage() {
  const { t, number } = useMessages();
  const mayChange = useMayChange();
  const [search, setSearch] = useSearchParams();
  const { filter, open } = readRequirements(search);
  const choice = useDomain();
  const { ref, isControls } = useEdition(choice);
  const { objects, byId } = useStructure(choice.ref);
  const [limit, setLimit] = useState(atOnce);
  const { status, ...cell } = filter;
  const { data, error, refetch } = useQuery({
    queryKey: ['check', 'asked', ref, filter, limit],
    queryFn: ({ signal }) =>
      getAskedRequirements(
        ref!,
        {
          ...cell,
          contradicted: cell.contradicted ? 'true' : undefined,
          status: status === undefined ? [] : [status],
          limit,
        },
        signal,
      ),
    enabled: ref !== undefined,
    placeholderData: keepPreviousData,
  });
  const go = (next: typeof filter, opened?: OpenRequirement): void =>
    setSearch(new URLSearchParams(requirementsPath(next, opened).split('?')[1]), { replace: true });
  const object = filter.scope === undefined ? undefined : byId.get(filter.scope);
  const facts = [
    filter.contradicted ? t('overview.contradicted') : '',
    filter.layer ?? filter.baustein ?? '',
    filter.level === undefined ? '' : t(levelKey(filter.level, isControls)),
    filter.scope === 'domain' ? t('modelling.whole_domain') : object ? `${object.key} ${object.name}` : '',
  ].filter((fact) => fact !== '');
  return (
    <Page
      title={t('overview.requirements')}
      back={<BackLink to="/overview">{t('overview.title')}</BackLink>}
      meta={
        <span className="gw-muted">
          {[...facts, data ? t('overview.count', { count: number(data.total) }) : '']
            .filter(Boolean)
            .join(' · ')}
        </span>
      }
    >
      <div className="gw-filters">
        <Toggles<AssessmentStatus>
          label={t('check.state')}
          options={(isControls ? controlStatuses : statuses).map((value) => ({
            value,
            label: t(`check.status.${value}`),
          }))}
          selected={status === undefined ? [] : [status]}
          onChange={(chosen) => {
            const next = chosen.find((each) => each !== status);
            go({ ...cell, ...(next !== undefined && { status: next }) }, open);
          }}
        />
      </div>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={10} /> : null}
      {data && ref ? (
        <div className="gw-requirements">
          {data.items.length === 0 ? (
            <Empty
              icon="check"
              title={t(filter.contradicted ? 'overview.contradicted_none' : 'requirements.empty')}
            >
              <p>{t('empty.narrowed')}</p>
            </Empty>
          ) : (
            <RequirementItems
              items={data.items}
              current={open}
              isControls={isControls}
              onOpen={({ baustein, requirement, target_object }) =>
                go(filter, { baustein, requirement, on: scopeOf(target_object) })
              }
              more={
                data.total > data.items.length && limit < mostShown ? (
                  <Button
                    small
                    label={t('action.load_more')}
                    onPress={() => setLimit(Math.min(mostShown, limit + 2 * atOnce))}
                  />
                ) : null
              }
            />
          )}
          {open ? (
            <RequirementPanel
              key={`${open.requirement} ${open.on}`}
              edition={ref}
              open={open}
              objects={objects ?? []}
              mayChange={mayChange}
            />
          ) : (
            <p className="gw-muted">{t('overview.choose')}</p>
          )}
        </div>
      ) : null}
    </Page>
  );
}
