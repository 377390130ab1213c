import type { Event } from '../contract/event.js';
import { type Kind, setEnd, setKind, setPair, setUser } from './device/columns.js';

/** A message of a program, told by its text. */
export interface MessageForm {
  /**
   * Anchored at the beginning, every part bounded. Named groups become columns (`user`, `source`, `sourcePort`,
   * `destination`, `destinationPort`) or the field of that name.
   */
  pattern: RegExp;
  kind: Kind | undefined;
  /** Whether it passed or succeeded, where that is known. */
  passed: boolean | undefined;
}

/** An address as logs have it. */
export const address = String.raw`[\da-fA-F.:]{2,45}`;

/** @returns a form; see {@link MessageForm} */
export function form(pattern: string, kind?: Kind, passed?: boolean): MessageForm {
  return { pattern: new RegExp(pattern, 's'), kind, passed };
}

/**
 * Reads a message by the first form that it has.
 * @returns false when it has none; nothing is then changed
 */
export function readMessage(event: Event, text: string, forms: readonly MessageForm[]): boolean {
  for (const { pattern, kind, passed } of forms) {
    const match = pattern.exec(text);
    if (match === null) continue;
    if (kind !== undefined) setKind(event, kind, passed);
    if (match.groups !== undefined) applyGroups(event, match.groups);
    return true;
  }
  return false;
}

const columnGroups = new Set(['user', 'source', 'sourcePort', 'destination', 'destinationPort']);

function applyGroups(event: Event, groups: Record<string, string | undefined>): void {
  setUser(event, groups['user']);
  setEnd(event, 'source', groups['source'], groups['sourcePort']);
  setEnd(event, 'destination', groups['destination'], groups['destinationPort']);
  for (const [name, value] of Object.entries(groups)) {
    if (value !== undefined && !columnGroups.has(name)) setPair(event, name, value);
  }
}
