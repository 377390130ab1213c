import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Alert } from '../../../server/contract/alert.js';
import type { AlertBulk, AlertBulkReply, AlertRefusal } from '../../../server/contract/alert-bulk.js';
import { changeAlerts, undoAct } from '../../api/alerts.js';
import { type Target, targetBody } from './selection.js';

/** What was done, as it is told: its state, or that it was assigned or taken back. */
export type ActKind = 'acknowledged' | 'closed' | 'new' | 'assigned' | 'freed' | 'undone';

export interface ActOutcome {
  kind: ActKind;
  changed: number;
  refused: readonly AlertRefusal[];
  assignee?: string;
}

/** Acts that can be taken back one after the other. */
const remembered = 50;

function kindOf({ state, assignee }: AlertBulk['change']): ActKind {
  return state ?? (assignee === null ? 'freed' : 'assigned');
}

interface ActsOptions {
  /** Puts alerts as the server has them now on the board. */
  apply(alerts: readonly Alert[]): void;
  /** Called when a change is through, also one of which nothing was changed. */
  onDone(outcome: ActOutcome): void;
}

/**
 * Changes alerts, one or many, and takes changes back. Of an alert that somebody else has changed since it was seen the
 * server refuses the change, and nothing is overwritten.
 */
export function useActs({ apply, onDone }: ActsOptions) {
  const queries = useQueryClient();
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();
  const [done, setDone] = useState<readonly string[]>([]);
  /** Ids that are being changed; undefined: any may be. */
  const acting = useRef<ReadonlySet<string> | undefined>(new Set<string>());

  async function send(
    ids: ReadonlySet<string> | undefined,
    call: () => Promise<AlertBulkReply>,
  ): Promise<AlertBulkReply | undefined> {
    acting.current = ids;
    setPending(true);
    setError(undefined);
    try {
      const reply = await call();
      apply([...reply.alerts, ...reply.refused.flatMap(({ alert }) => alert ?? [])]);
      void queries.invalidateQueries({ queryKey: ['alerts', 'count'] });
      void queries.invalidateQueries({ queryKey: ['alerts', 'detail'] });
      return reply;
    } catch (caught) {
      setError(caught);
      return undefined;
    } finally {
      setPending(false);
      // The live connection brings the same changes a moment later.
      setTimeout(() => {
        acting.current = new Set();
      }, 1000);
    }
  }

  return {
    pending,
    error,
    dismissError: () => setError(undefined),
    /** @returns whether there is something that `undo` would take back */
    canUndo: done.length > 0,
    own: () => acting.current,
    async change(target: Target, change: AlertBulk['change']): Promise<void> {
      const ids = target.kind === 'some' ? new Set(target.alerts.map(({ id }) => id)) : undefined;
      const reply = await send(ids, () => changeAlerts({ ...targetBody(target), change }));
      if (reply === undefined) return;
      const { act, changed, refused } = reply;
      if (act !== null) setDone((acts) => [...acts.slice(1 - remembered), act]);
      const named = typeof change.assignee === 'string' ? { assignee: change.assignee } : {};
      onDone({ kind: kindOf(change), changed, refused, ...named });
    },
    async undo(): Promise<void> {
      const act = done.at(-1);
      if (act === undefined || pending) return;
      setDone((acts) => acts.filter((each) => each !== act));
      const reply = await send(undefined, () => undoAct(act));
      if (reply) onDone({ kind: 'undone', changed: reply.changed, refused: reply.refused });
    },
  };
}
