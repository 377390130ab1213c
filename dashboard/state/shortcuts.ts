import { useEffect, useEffectEvent, useState } from 'react';

const storageKey = 'grundwacht.shortcuts';

/** Single-key shortcuts can be switched off (WCAG 2.1.4). */
export function useShortcutsEnabled(): [boolean, (enabled: boolean) => void] {
  const [enabled, setEnabled] = useState(() => localStorage.getItem(storageKey) !== 'off');
  return [
    enabled,
    (next) => {
      localStorage.setItem(storageKey, next ? 'on' : 'off');
      setEnabled(next);
    },
  ];
}

function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // A box that was ticked keeps the focus; letters say nothing to it.
  if (target instanceof HTMLInputElement && target.type === 'checkbox') return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

const dialogOpen = () => document.querySelector('[role=dialog],[role=alertdialog],[role=menu]') !== null;

/**
 * Calls the handler of a pressed key, except where text is entered and while a dialog is open.
 * @param handlers by `KeyboardEvent.key`; a handler that returns false leaves the key to the browser
 */
export function useShortcuts(handlers: ReadonlyMap<string, () => unknown>, enabled: boolean): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (takesText(event.target) || dialogOpen()) return;
    const handler = handlers.get(event.key);
    if (handler === undefined || handler() === false) return;
    event.preventDefault();
  });
  useEffect(() => {
    if (!enabled) return;
    const listener = (event: KeyboardEvent) => handle(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, [enabled]);
}
