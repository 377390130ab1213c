import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { Alert } from '../../../server/contract/alert.js';
import type { AlertBulk } from '../../../server/contract/alert-bulk.js';
import { getSelected } from '../../api/alerts.js';
import { Dialog } from '../../components/dialog.js';
import { EscalateDialog } from '../../components/escalate-dialog.js';
import { Foreign } from '../../components/foreign.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { ruleTitle } from './rule-title.js';
import { selectedCount, type Target } from './selection.js';

const CloseForm = lazy(() => import('./close-form.js'));
const AssignForm = lazy(() => import('./assign-form.js'));
const CommentForm = lazy(() => import('./comment-form.js'));

export interface OpenDialog {
  kind: 'close' | 'assign' | 'comment' | 'escalate';
  target: Target;
}

interface ActDialogsProps {
  open: OpenDialog | undefined;
  pending: boolean;
  error: unknown;
  /** Alerts as they are now. */
  current: ReadonlyMap<string, Alert>;
  onClose(): void;
  onChange(target: Target, change: AlertBulk['change']): void;
  onCommented(alert: Alert): void;
  onEscalated(): void;
}

const titles = {
  close: 'alerts.close_title',
  assign: 'alerts.assign_title',
  comment: 'alerts.comments_title',
} as const;

/** The dialogs of what needs more than a key to be done. */
export function ActDialogs(props: ActDialogsProps) {
  const { t } = useMessages();
  const { open, onClose, onEscalated } = props;
  const escalated = useEscalated(open?.kind === 'escalate' ? open.target : undefined);
  const shown = open !== undefined && open.kind !== 'escalate' ? open : undefined;
  return (
    <>
      <Dialog
        title={t(
          shown === undefined || shown.kind === 'escalate' ? 'alerts.close_title' : titles[shown.kind],
        )}
        isOpen={shown !== undefined}
        onClose={onClose}
      >
        {shown ? (
          <Suspense fallback={<Loading rows={4} />}>
            <Content {...props} open={shown} />
          </Suspense>
        ) : null}
      </Dialog>
      <EscalateDialog {...escalated} onClose={onClose} onEscalated={onEscalated} />
    </>
  );
}

/** Which alerts are escalated: of a whole filter those are asked for that were there when it was selected. */
function useEscalated(target: Target | undefined) {
  const all = target?.kind === 'all' ? target : undefined;
  const { data, error } = useQuery({
    // Not one of the alerts' queries: what was selected stays what it is when the alerts change.
    queryKey: ['selected-alerts', all?.filter, all?.revision, [...(all?.except ?? [])]],
    queryFn: ({ signal }) => getSelected(all!, signal),
    enabled: all !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (all === undefined) return { alerts: target?.kind === 'some' ? target.alerts : [] };
  return { alerts: data, error };
}

function Content({
  open,
  pending,
  error,
  current,
  onClose,
  onChange,
  onCommented,
}: ActDialogsProps & { open: OpenDialog }) {
  const { target } = open;
  const form = { isPending: pending, onCancel: onClose };
  return (
    <div className="gw-form">
      <Subject target={target} />
      <ChangedMeanwhile target={target} current={current} />
      {error ? <ErrorNotice error={error} /> : null}
      {open.kind === 'close' ? (
        <CloseForm
          {...form}
          onSubmit={(reason, comment) =>
            onChange(target, { state: 'closed', reason, ...(comment === undefined ? {} : { comment }) })
          }
        />
      ) : null}
      {open.kind === 'assign' ? (
        <AssignForm {...form} target={target} onSubmit={(assignee) => onChange(target, { assignee })} />
      ) : null}
      {open.kind === 'comment' && target.kind === 'some' && target.alerts[0] ? (
        <CommentForm alert={target.alerts[0]} onCommented={onCommented} onCancel={onClose} />
      ) : null}
    </div>
  );
}

/** Which alerts it is about. */
function Subject({ target }: { target: Target }) {
  const { plural, language } = useMessages();
  const count = target.kind === 'some' ? target.alerts.length : selectedCount(target);
  const only = target.kind === 'some' && count === 1 ? target.alerts[0] : undefined;
  return (
    <p className="gw-form__subject">
      {only === undefined ? (
        plural('alerts.selected', count)
      ) : (
        <>
          {ruleTitle(only.rule, language)}{' '}
          <span className="gw-muted">
            <Foreign text={only.entity.value} />
          </span>
        </>
      )}
    </p>
  );
}

/** Says that somebody else was at it while the dialog stood open: what is sent from it will be refused. */
function ChangedMeanwhile({ target, current }: { target: Target; current: ReadonlyMap<string, Alert> }) {
  const { plural } = useMessages();
  const changed = (target.kind === 'some' ? target.alerts : []).filter(({ id, state, assignee }) => {
    const now = current.get(id);
    return now !== undefined && (now.state !== state || now.assignee !== assignee);
  });
  return changed.length === 0 ? null : (
    <Notice tone="warning" title={plural('alerts.changed_meanwhile', changed.length)} />
  );
}
