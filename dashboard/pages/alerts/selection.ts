import type { Alert } from '../../../server/contract/alert.js';
import type { AlertBulk } from '../../../server/contract/alert-bulk.js';
import { type AlertFilter, selectionOf } from '../../api/alerts.js';

/** Which alerts the person has picked: some by hand, or all of the filter as of a moment but for some. */
export type Selection =
  | { kind: 'some'; ids: ReadonlySet<string> }
  | { kind: 'all'; filter: AlertFilter; count: number; revision: number; except: ReadonlySet<string> };

/** What an act is about. */
export type Target = { kind: 'some'; alerts: readonly Alert[] } | Extract<Selection, { kind: 'all' }>;

export const nothingSelected: Selection = { kind: 'some', ids: new Set() };

export const isSelected = (selection: Selection, id: string): boolean =>
  selection.kind === 'some' ? selection.ids.has(id) : !selection.except.has(id);

export const selectedCount = (selection: Selection): number =>
  selection.kind === 'some' ? selection.ids.size : selection.count - selection.except.size;

/** @returns the selection with the alert picked where it was not, and the other way round */
export function toggled(selection: Selection, id: string): Selection {
  const ids = new Set(selection.kind === 'some' ? selection.ids : selection.except);
  if (!ids.delete(id)) ids.add(id);
  return selection.kind === 'some' ? { kind: 'some', ids } : { ...selection, except: ids };
}

/** @returns what the API is told of a target; each alert with the revision that the person saw */
export function targetBody(target: Target): Pick<AlertBulk, 'alerts' | 'selection' | 'revision' | 'except'> {
  if (target.kind === 'some') {
    return { alerts: target.alerts.map(({ id, revision }) => ({ id, revision })) };
  }
  const { filter, revision, except } = target;
  return { selection: selectionOf(filter), revision, except: [...except] };
}
