import { useEffect, useRef } from 'react';

/** Calls the latest `act` when the component goes away, as when somebody goes back while a change waits to be stored. */
export function useLeaving(act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => () => latest.current(), []);
}
