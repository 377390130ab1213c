import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ManagementView } from '../../../server/contract/management.js';
import { getManagement } from '../../api/compliance.js';
import { Button } from '../../components/button.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { profileName } from '../check/use-profile.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { ImplementationBlock } from './implementation-block.js';
import { OperationBlock } from './operation-block.js';
import { PlanBlock } from './plan-block.js';
import { summaryOf } from './summary.js';

/** What the quarterly board asks for, on one screen and on one printed page. */
export default function ManagementPage() {
  const { t } = useMessages();
  const choice = useDomain();
  const { ref } = choice;
  const { data, error, refetch } = useQuery({
    queryKey: ['management', ref?.tenant, ref?.domain],
    queryFn: ({ signal }) => getManagement(ref!, signal),
    enabled: ref !== undefined,
  });
  const failure = choice.error ?? error;
  return (
    <Page
      title={t('management.title')}
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <DomainSelect choice={choice} />
          <Button small icon="reports" label={t('management.print')} onPress={() => window.print()} />
          <Link className="gw-inline-link" to="/reports?report=management">
            {t('management.as_report')}
          </Link>
        </div>
      }
    >
      {failure ? <ErrorNotice error={failure} onRetry={() => void refetch()} /> : null}
      {!data && !failure ? <Loading rows={10} /> : null}
      {data ? <Board view={data} /> : null}
    </Page>
  );
}

function Board({ view }: { view: ManagementView }) {
  const messages = useMessages();
  const { t, date, dateTime } = messages;
  const { quarter, previous, profile } = view;
  return (
    <article className="gw-management" aria-label={t('management.title')}>
      <p className="gw-management__facts">
        <strong>
          {view.domain.tenant === view.domain.name
            ? view.domain.name
            : `${view.domain.tenant}, ${view.domain.name}`}
        </strong>{' '}
        {t('management.facts', {
          at: dateTime(view.at),
          from: date(quarter.from),
          before: date(previous.until),
          profile: profileName(messages, profile),
        })}
      </p>
      <section className="gw-panel gw-management__summary" aria-labelledby="board-summary">
        <h2 id="board-summary" className="gw-panel__title">
          {t('management.summary')}
        </h2>
        <ul>
          {summaryOf(view, messages, Date.parse(view.at)).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </section>
      <ImplementationBlock view={view} />
      <PlanBlock view={view} />
      <OperationBlock view={view} />
      <NextSteps next={view.next} />
    </article>
  );
}

function NextSteps({ next }: { next: ManagementView['next'] }) {
  const { t, date } = useMessages();
  return (
    <section className="gw-panel gw-management__next" aria-labelledby="board-next">
      <h2 id="board-next" className="gw-panel__title">
        {t('management.next')}
      </h2>
      {next.length === 0 ? <p className="gw-muted">{t('management.next_none')}</p> : null}
      <ol>
        {next.map(({ kind, title, due, responsible }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two steps may have the same title and day
          <li key={at}>
            <span className="gw-management__due">{date(due)}</span>
            <span>
              {kind === 'audit' ? `${t('management.audit')}: ` : ''}
              {title}
              {responsible === '' ? '' : ` (${responsible})`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
