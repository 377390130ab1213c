import { useEffect, useEffectEvent } from 'react';

/** What a key does in the interview. */
export type InterviewAct =
  | { act: 'answer'; at: number }
  | { act: 'next' | 'previous' | 'open' | 'write' | 'help' };

const acts: Readonly<Record<string, Exclude<InterviewAct, { act: 'answer' }>['act']>> = {
  n: 'next',
  p: 'previous',
  o: 'open',
  u: 'write',
  '?': 'help',
};

/** @returns what the key does; undefined: nothing */
export function interviewAct(key: string): InterviewAct | undefined {
  if (/^[1-9]$/.test(key)) return { act: 'answer', at: Number(key) - 1 };
  const act = Object.hasOwn(acts, key) ? acts[key] : undefined;
  return act && { act };
}

const inputsWithoutText = ['radio', 'checkbox', 'button', 'submit'];

function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !inputsWithoutText.includes(target.type);
  return target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT';
}

const dialogOpen = () => document.querySelector('[role=dialog],[role=alertdialog],[role=menu]') !== null;

/**
 * Keys of the interview, which work wherever no text is typed; Escape leaves a field, so that they work again.
 * @param onAct returns whether the act was possible
 * @param enabled single keys can be switched off (WCAG 2.1.4)
 */
export function useInterviewKeys(onAct: (act: InterviewAct) => boolean, enabled: boolean): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || dialogOpen()) return;
    if (takesText(event.target)) {
      if (event.key === 'Escape') (event.target as HTMLElement).blur();
      return;
    }
    const act = interviewAct(event.key);
    if (act !== undefined && onAct(act)) event.preventDefault();
  });
  useEffect(() => {
    if (!enabled) return undefined;
    const listener = (event: KeyboardEvent): void => handle(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, [enabled]);
}
