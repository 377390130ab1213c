import { type RefObject, useEffect, useState } from 'react';

const nearTopPx = 24;

/** @returns whether nobody points at, has the focus in, or has scrolled into the element */
export function useIdle(element: RefObject<HTMLElement | null>): boolean {
  const [busy, setBusy] = useState({ pointing: false, focused: false, scrolled: false });
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const set = (part: Partial<typeof busy>) => setBusy((before) => ({ ...before, ...part }));
    const onEnter = () => set({ pointing: true });
    const onLeave = () => set({ pointing: false });
    const onFocus = () => set({ focused: true });
    const onBlur = (event: FocusEvent) =>
      set({ focused: target.contains(event.relatedTarget as Node | null) });
    const onScroll = () => set({ scrolled: window.scrollY > nearTopPx });
    target.addEventListener('pointerenter', onEnter);
    target.addEventListener('pointerleave', onLeave);
    target.addEventListener('focusin', onFocus);
    target.addEventListener('focusout', onBlur);
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      target.removeEventListener('pointerenter', onEnter);
      target.removeEventListener('pointerleave', onLeave);
      target.removeEventListener('focusin', onFocus);
      target.removeEventListener('focusout', onBlur);
      window.removeEventListener('scroll', onScroll);
    };
  }, [element]);
  return !busy.pointing && !busy.focused && !busy.scrolled;
}
