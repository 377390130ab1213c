import { useSyncExternalStore } from 'react';

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

/** @returns the path that the address names, such as `/alerts`; for what stands outside the router */
export const usePlace = (): string =>
  useSyncExternalStore(subscribe, () => window.location.hash.slice(1).split('?', 1)[0] || '/');
