import { Link } from 'react-router';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Assignment, AssignmentState } from '../../../server/contract/modelling.js';
import { scopeOf } from '../../api/check.js';
import { Button } from '../../components/button.js';
import type { Column } from '../../components/data-table.js';
import type { Messages } from '../../i18n/messages.js';
import { interviewPath } from '../check/paths.js';

export interface ModellingRow {
  assignment: Assignment;
  /** undefined: the whole information domain. */
  object: TargetObject | undefined;
  /** Of the Baustein. */
  title: string;
  why: string;
}

interface Actions {
  mayChange: boolean;
  onDecide(assignment: Assignment, state: AssignmentState): void;
  onReject(assignment: Assignment): void;
  /** Of one that was added by hand. */
  onTakeBack(assignment: Assignment): void;
}

/** Columns of the modelling's table. */
export function assignmentColumns(
  { t }: Messages,
  /** null: of controls, whose categories have no page. */
  catalog: string | null,
  { mayChange, onDecide, onReject, onTakeBack }: Actions,
): Column<ModellingRow>[] {
  const nameOf = ({ assignment: { baustein }, object }: ModellingRow): string =>
    `${baustein}, ${object ? `${object.key} ${object.name}` : t('modelling.whole_domain')}`;
  return [
    {
      id: 'baustein',
      header: t(catalog === null ? 'modelling.category' : 'modelling.baustein'),
      rowHeader: true,
      value: ({ assignment }) => assignment.baustein,
      cell: ({ assignment: { baustein }, title }) =>
        catalog === null ? (
          baustein
        ) : (
          <Link to={`/bausteine/${catalog}/${baustein}`} className="gw-table__link gw-words">
            <span className="gw-mono">{baustein}</span> {title}
          </Link>
        ),
    },
    {
      id: 'object',
      header: t('modelling.scope'),
      value: ({ object }) => object?.key ?? '',
      cell: ({ object }) =>
        object ? (
          <Link to={`/target-objects/${object.id}`}>
            <span className="gw-mono">{object.key}</span> {object.name}
          </Link>
        ) : (
          t('modelling.whole_domain')
        ),
    },
    {
      id: 'state',
      header: t('modelling.state'),
      value: ({ assignment }) => assignment.state,
      cell: ({ assignment: { state } }) => (
        <span className={`gw-decision gw-decision--${state}`}>{t(`modelling.state.${state}`)}</span>
      ),
    },
    {
      id: 'why',
      header: t('modelling.why'),
      cell: ({ assignment: { reason }, why }) => (
        <>
          {reason ? <span className="gw-block">{reason}</span> : null}
          <span className="gw-muted">{why}</span>
        </>
      ),
      minor: true,
    },
    {
      id: 'actions',
      header: t('table.actions'),
      align: 'end',
      cell: (row) => {
        const { assignment } = row;
        const name = nameOf(row);
        return (
          <span className="gw-line-actions">
            {assignment.state === 'accepted' ? (
              <Link
                className="gw-inline-link"
                to={interviewPath(assignment.baustein, scopeOf(assignment.target_object))}
                aria-label={t('modelling.check_this', { name })}
              >
                {t('modelling.check')}
              </Link>
            ) : null}
            {mayChange && assignment.state !== 'accepted' ? (
              <Button
                small
                variant="tertiary"
                iconOnly
                icon="check"
                label={t('modelling.accept_this', { name })}
                onPress={() => onDecide(assignment, 'accepted')}
              />
            ) : null}
            {mayChange && assignment.state !== 'rejected' ? (
              <Button
                small
                variant="tertiary"
                iconOnly
                icon="close"
                label={t('modelling.reject_this', { name })}
                onPress={() => onReject(assignment)}
              />
            ) : null}
            {mayChange && assignment.rule === null ? (
              <Button
                small
                variant="tertiary"
                iconOnly
                icon="remove"
                label={t('modelling.take_back_this', { name })}
                onPress={() => onTakeBack(assignment)}
              />
            ) : null}
          </span>
        );
      },
    },
  ];
}
