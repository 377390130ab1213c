import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * Keeps the focus on something that is drawn anew elsewhere, such as a card that moves into another column. It ends where
 * the person goes on to something else.
 * @param container in which it is drawn
 * @param attribute that holds its id
 * @returns says which one is moved
 */
export function useKeptFocus(
  container: RefObject<HTMLElement | null>,
  attribute: string,
): (id: string) => void {
  const kept = useRef<string>(undefined);
  // After every render: what is moved may be drawn in its new place only with the second one. With the drawing, not
  // after it: the next key must not find the focus gone.
  useLayoutEffect(() => {
    const id = kept.current;
    if (id === undefined) return;
    const element = container.current?.querySelector<HTMLElement>(`[${attribute}="${CSS.escape(id)}"]`);
    const { activeElement } = document;
    if (activeElement === document.body || activeElement === null) element?.focus();
    else if (activeElement !== element) kept.current = undefined;
  });
  return (id) => {
    kept.current = id;
  };
}
