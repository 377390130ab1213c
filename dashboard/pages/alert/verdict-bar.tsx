import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { Alert } from '../../../server/contract/alert.js';
import type { AlertReasons } from '../../../server/contract/alert-reason.js';
import type { AlertDetail } from '../../api/alerts.js';
import { Button } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';
import { useSession } from '../../state/session.js';
import { useShortcuts, useShortcutsEnabled } from '../../state/shortcuts.js';
import { ActDialogs, type OpenDialog } from '../alerts/act-dialogs.js';
import type { Target } from '../alerts/selection.js';
import { type ActOutcome, useActs } from '../alerts/use-acts.js';
import { useOutcome } from '../alerts/use-outcome.js';
import { newCommentId } from './comment-panel.js';
import { ExceptionAction } from './exception-action.js';
import { VerdictFacts } from './verdict-facts.js';

const ShortcutHelp = lazy(() => import('../alerts/shortcut-help.js'));

/** Keys of this page, in the order in which an alert is judged. */
const keys = ['acknowledge', 'close', 'escalate', 'assign_me', 'assign', 'comment', 'undo', 'help'] as const;

interface Verdict {
  alert: Alert;
  pending: boolean;
  open(kind: OpenDialog['kind']): void;
  change: ReturnType<typeof useActs>['change'];
  target: Target;
}

/** Acknowledge, close with a reason, take or give, escalate, except; or open again. */
function Actions({
  verdict: { alert, pending, open, change, target },
  detail,
  reasons,
}: {
  verdict: Verdict;
  detail: AlertDetail;
  reasons: AlertReasons | undefined;
}) {
  const { t } = useMessages();
  const me = useSession().user?.username;
  const isClosed = alert.state === 'closed';
  return (
    <div className="gw-verdict__actions">
      {alert.state === 'new' ? (
        <Button
          variant="primary"
          icon="check"
          label={t('alerts.acknowledge')}
          isPending={pending}
          onPress={() => void change(target, { state: 'acknowledged' })}
          aria-keyshortcuts="a"
        />
      ) : null}
      {isClosed ? (
        <Button
          icon="refresh"
          label={t('alert.reopen')}
          isPending={pending}
          onPress={() => void change(target, { state: 'new' })}
        />
      ) : (
        <Button
          icon="close"
          label={t('alert.close_with_reason')}
          onPress={() => open('close')}
          aria-keyshortcuts="c"
        />
      )}
      {!isClosed && me !== undefined && alert.assignee !== me ? (
        <Button
          icon="user"
          label={t('alert.take')}
          isPending={pending}
          onPress={() => void change(target, { assignee: me })}
          aria-keyshortcuts="m"
        />
      ) : null}
      {isClosed ? null : (
        <Button
          icon="accounts"
          label={t('alerts.assign_dots')}
          onPress={() => open('assign')}
          aria-keyshortcuts="p"
        />
      )}
      <Button icon="up" label={t('alert.escalate')} onPress={() => open('escalate')} aria-keyshortcuts="e" />
      <ExceptionAction detail={detail} reasons={reasons} />
    </div>
  );
}

/** What was done last, with its undo. */
function Outcome({
  sentences,
  pending,
  onUndo,
}: {
  sentences: NonNullable<ReturnType<typeof useOutcome>>;
  pending: boolean;
  onUndo: (() => void) | undefined;
}) {
  const { t } = useMessages();
  return (
    <div className="gw-verdict__outcome">
      {sentences.done ? <p>{sentences.done}</p> : null}
      {sentences.refused.map((sentence) => (
        <p key={sentence} className="gw-act-bar__refused">
          <Icon name="warning" />
          {sentence}
        </p>
      ))}
      {onUndo ? (
        <Button
          small
          icon="back"
          label={t('alerts.undo')}
          isPending={pending}
          onPress={onUndo}
          aria-keyshortcuts="u"
        />
      ) : null}
    </div>
  );
}

/** The alert in one line, and what can be decided about it, by pointer and by the keys of the board. */
export function VerdictBar({ detail, reasons }: { detail: AlertDetail; reasons: AlertReasons | undefined }) {
  const { t } = useMessages();
  const roles = useRoles();
  const queries = useQueryClient();
  const me = useSession().user?.username ?? '';
  const [dialog, setDialog] = useState<OpenDialog>();
  const [help, setHelp] = useState(false);
  const [outcome, setOutcome] = useState<ActOutcome>();
  const [shortcuts, setShortcuts] = useShortcutsEnabled();
  const refresh = () => void queries.invalidateQueries({ queryKey: ['alerts'] });
  const acts = useActs({
    // Who goes on at once is to go on from what there is now, not from what will be loaded again.
    apply(changed) {
      const now = changed.find(({ id }) => id === detail.alert.id);
      if (now)
        queries.setQueryData<AlertDetail>(
          ['alerts', 'detail', now.id],
          (before) => before && { ...before, alert: now },
        );
      refresh();
    },
    onDone(done) {
      setOutcome(done);
      setDialog(undefined);
    },
  });
  const sentences = useOutcome(outcome);
  const { alert } = detail;
  const may = roles.has('analyst') || roles.has('admin');
  const isClosed = alert.state === 'closed';
  const target: Target = { kind: 'some', alerts: [alert] };
  const open = (kind: OpenDialog['kind']) => {
    if (!acts.pending) setDialog({ kind, target });
  };
  const change: typeof acts.change = async (about, next) => {
    if (!acts.pending) await acts.change(about, next);
  };
  const handlers = new Map<string, () => unknown>([
    ['a', () => alert.state === 'new' && void change(target, { state: 'acknowledged' })],
    ['c', () => !isClosed && open('close')],
    ['e', () => open('escalate')],
    ['m', () => !isClosed && alert.assignee !== me && void change(target, { assignee: me })],
    ['p', () => !isClosed && open('assign')],
    ['t', () => document.getElementById(newCommentId)?.focus()],
    ['u', () => acts.canUndo && void acts.undo()],
  ]);
  useShortcuts(handlers, shortcuts && may);
  useShortcuts(new Map([['?', () => setHelp(true)]]), shortcuts);
  const close = () => {
    acts.dismissError();
    setDialog(undefined);
  };
  return (
    <section
      className={`gw-panel gw-verdict gw-verdict--${isClosed ? 'closed' : alert.rule.level}`}
      aria-label={t('alert.facts')}
    >
      {acts.error && dialog === undefined ? (
        <ErrorNotice error={acts.error} onRetry={acts.dismissError} />
      ) : null}
      <VerdictFacts alert={alert} />
      {may ? (
        <Actions
          verdict={{ alert, pending: acts.pending, open, change, target }}
          detail={detail}
          reasons={reasons}
        />
      ) : null}
      {sentences ? (
        <Outcome
          sentences={sentences}
          pending={acts.pending}
          onUndo={acts.canUndo && outcome?.kind !== 'undone' ? () => void acts.undo() : undefined}
        />
      ) : null}
      <ActDialogs
        open={dialog}
        pending={acts.pending}
        error={acts.error}
        current={new Map([[alert.id, alert]])}
        onClose={close}
        onChange={(about, next) => void change(about, next)}
        onCommented={refresh}
        onEscalated={refresh}
      />
      {help ? (
        <Suspense fallback={null}>
          <ShortcutHelp
            keys={keys}
            onClose={() => setHelp(false)}
            enabled={shortcuts}
            onEnable={setShortcuts}
          />
        </Suspense>
      ) : null}
    </section>
  );
}
