import { useSyncExternalStore } from 'react';

/** The width from which a row is one line of columns, as in alerts.css. */
const columns = '(min-width: 861px)';
const rem = { wide: 3.25, narrow: 8.5 };

export interface RowHeight {
  px: number;
  /** Whether every row has it: rows of a fixed height need not be measured while one scrolls. */
  fixed: boolean;
}

function subscribe(listener: () => void): () => void {
  const media = matchMedia(columns);
  media.addEventListener('change', listener);
  window.addEventListener('resize', listener);
  return () => {
    media.removeEventListener('change', listener);
    window.removeEventListener('resize', listener);
  };
}

const rootPx = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
const isWide = () => matchMedia(columns).matches;

/** The height of the list's rows; grows with the size of the text that the person has chosen. */
export function useRowHeight(): RowHeight {
  const fixed = useSyncExternalStore(subscribe, isWide);
  const root = useSyncExternalStore(subscribe, rootPx);
  return { px: Math.round(root * (fixed ? rem.wide : rem.narrow)), fixed };
}
