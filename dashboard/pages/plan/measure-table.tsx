import { Link } from 'react-router';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Measure } from '../../../server/contract/plan.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { LevelTag } from '../../components/level-tag.js';
import { type Messages, useMessages } from '../../i18n/messages.js';

interface MeasureTableProps {
  measures: readonly Measure[];
  byId: ReadonlyMap<string, TargetObject>;
  /** `YYYY-MM-DD`. */
  today: string;
  /** undefined: the user may change nothing. */
  onEdit: ((measure: Measure) => void) | undefined;
  /** Boxes to choose measures by; undefined: none. */
  selection?: { chosen: ReadonlySet<string>; toggle(id: string): void } | undefined;
}

function columns(
  { t, date, number }: Messages,
  { byId, today, onEdit, selection }: MeasureTableProps,
): Column<Measure>[] {
  const all: Column<Measure>[] = [
    {
      id: 'priority',
      header: t('plan.priority'),
      align: 'end',
      cell: ({ priority, own_priority }) => `${priority}${own_priority ? '*' : ''}`,
    },
    {
      id: 'title',
      header: t('plan.measure'),
      term: 'massnahme',
      rowHeader: true,
      cell: ({ title, requirement, origin, target_object }) => {
        const object = target_object ? byId.get(target_object) : undefined;
        return (
          <>
            {title}
            <span className="gw-muted gw-block">
              {requirement ? (
                <>
                  <span className="gw-mono">{requirement.id}</span>{' '}
                  <LevelTag level={requirement.level} isControl={requirement.control} />{' '}
                  {t(`plan.check.${requirement.status}`)}
                </>
              ) : (
                t(`plan.origin.${origin}`)
              )}
              {object ? (
                <>
                  {' · '}
                  <Link to={`/target-objects/${object.id}`}>
                    {object.key} {object.name}
                  </Link>
                </>
              ) : requirement ? (
                ` · ${t('plan.whole_domain')}`
              ) : null}
            </span>
          </>
        );
      },
    },
    { id: 'responsible', header: t('plan.responsible'), cell: ({ responsible }) => responsible || '–' },
    {
      id: 'deadline',
      header: t('plan.deadline'),
      cell: ({ deadline, closed_at }) => {
        if (deadline === null) return '–';
        const isOverdue = closed_at === null && deadline < today;
        return (
          <span className={`gw-nowrap${isOverdue ? ' gw-figure--warning' : ''}`}>
            {date(deadline)}
            {isOverdue ? <span className="kern-sr-only"> {t('plan.due.overdue')}</span> : null}
          </span>
        );
      },
    },
    {
      id: 'cost',
      header: t('plan.cost'),
      align: 'end',
      minor: true,
      cell: ({ cost_once, cost_yearly }) => (
        <>
          {cost_once > 0 || cost_yearly === 0 ? t('plan.euros', { amount: number(cost_once) }) : null}
          {cost_yearly > 0 ? (
            <span className="gw-muted gw-block gw-nowrap">
              {t('plan.a_year', { amount: number(cost_yearly) })}
            </span>
          ) : null}
        </>
      ),
    },
    {
      id: 'state',
      header: t('plan.state'),
      cell: ({ state, accepted_by, requirement }) => (
        <>
          <span className="gw-nowrap">{t(`plan.state.${state}`)}</span>
          {accepted_by ? <span className="gw-muted gw-block">{accepted_by}</span> : null}
          {state === 'done' && requirement && requirement.status !== 'closed' ? (
            <span className="gw-muted gw-block">{t('plan.to_assess')}</span>
          ) : null}
        </>
      ),
    },
  ];
  if (selection !== undefined) {
    const { chosen, toggle } = selection;
    all.unshift({
      id: 'choose',
      header: t('plan.choose'),
      cell: ({ id, title }) => (
        <input
          type="checkbox"
          aria-label={t('plan.choose_this', { name: title })}
          checked={chosen.has(id)}
          onChange={() => toggle(id)}
        />
      ),
    });
  }
  if (onEdit !== undefined) {
    all.push({
      id: 'actions',
      header: t('table.actions'),
      align: 'end',
      cell: (measure) => (
        <Button
          small
          variant="tertiary"
          iconOnly
          icon="edit"
          label={t('plan.edit_this', { name: measure.title })}
          onPress={() => onEdit(measure)}
        />
      ),
    });
  }
  return all;
}

/** Measures in the order in which they are to be done. */
export function MeasureTable(props: MeasureTableProps) {
  const messages = useMessages();
  return (
    <DataTable
      caption={messages.t('plan.title')}
      columns={columns(messages, props)}
      rows={props.measures}
      rowId={({ id }) => id}
    />
  );
}
