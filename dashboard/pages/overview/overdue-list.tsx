import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Attention } from '../../../server/contract/overview.js';
import { scopeOf } from '../../api/check.js';
import { updateMeasures } from '../../api/plan.js';
import { useAnnounce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { ErrorNotice } from '../../components/notice.js';
import { TermMark } from '../../components/term.js';
import { useMessages } from '../../i18n/messages.js';
import { AttentionCard } from './attention-card.js';
import { requirementsPath } from './paths.js';

const shown = 6;

interface OverdueTitleProps {
  requirement: string | null;
  title: string;
  targetObject: string | null;
}

/** Leads to the requirement with its evidence and history, where the measure closes a gap of the Kompendium. */
function OverdueTitle({ requirement, title, targetObject }: OverdueTitleProps) {
  const baustein = requirement?.match(/^(.+)\.A\d+$/)?.[1];
  if (requirement === null || baustein === undefined) return <span>{title}</span>;
  const open = { baustein, requirement, on: scopeOf(targetObject) };
  return (
    <Link to={requirementsPath({ baustein }, open)}>
      <span className="gw-mono">{requirement}</span> {title}
    </Link>
  );
}

/** Measures of the plan whose deadline has passed; one that is done can be said so here. */
export function OverdueList({ overdue, mayChange }: { overdue: Attention['overdue']; mayChange: boolean }) {
  const { t, date } = useMessages();
  const queries = useQueryClient();
  const announce = useAnnounce();
  const done = useMutation({
    mutationFn: ({ id, version }: { id: string; version: number; title: string }) =>
      updateMeasures({ measures: [{ id, version }], state: 'done' }),
    onSuccess: (_, { title }) => announce(t('overview.done_said', { title })),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['check', 'attention'] });
      void queries.invalidateQueries({ queryKey: ['plan'] });
    },
  });
  return (
    <AttentionCard
      title={t('overview.overdue')}
      total={overdue.total}
      none={t('overview.overdue_none')}
      mark={<TermMark id="massnahme" name={t('overview.overdue')} />}
      all={{ to: '/plan?due=overdue', label: t('overview.all') }}
    >
      {done.error ? (
        <li>
          <ErrorNotice error={done.error} />
        </li>
      ) : null}
      {overdue.items
        .slice(0, shown)
        .map(({ id, version, title, requirement, target_object, target_key, deadline, responsible }) => (
          <li key={id} className="gw-attention__acted">
            <OverdueTitle requirement={requirement} title={title} targetObject={target_object} />

            <span className="gw-figure--warning">{t('overview.due', { date: date(deadline) })}</span>
            <span className="gw-muted">
              {[target_key, responsible].filter((each) => each !== '').join(' · ')}
            </span>
            {mayChange ? (
              <Button
                small
                icon="check"
                label={t('overview.done')}
                aria-label={t('overview.done_named', { title: `${requirement ?? ''} ${title}`.trim() })}
                isPending={done.isPending && done.variables.id === id}
                onPress={() => done.mutate({ id, version, title })}
              />
            ) : null}
          </li>
        ))}
    </AttentionCard>
  );
}
