import { type RefObject, useEffect, useEffectEvent } from 'react';

const typesText = (target: EventTarget | null): boolean => target instanceof HTMLTextAreaElement;

/**
 * Keys that work while the focus is within an element and no text is typed there, so that they take nothing from a
 * screen reader or a voice control elsewhere (WCAG 2.1.4).
 * @param onKey by `KeyboardEvent.key`; returns whether the key was meant
 */
export function useInterviewKeys(
  element: RefObject<HTMLElement | null>,
  onKey: (key: string) => boolean,
): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typesText(event.target)) return;
    if (onKey(event.key)) event.preventDefault();
  });
  useEffect(() => {
    const target = element.current;
    const listener = (event: KeyboardEvent) => handle(event);
    target?.addEventListener('keydown', listener);
    return () => target?.removeEventListener('keydown', listener);
  }, [element]);
}
