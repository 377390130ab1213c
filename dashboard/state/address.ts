import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';

type Change = (write: (before: URLSearchParams) => URLSearchParams) => void;

/**
 * What the page's address says after its `?`, and a function that changes it without a step in the history. The page is
 * drawn some time after a change; one that comes before that builds upon what the address will say.
 */
export function useAddress(): [said: string, change: Change] {
  const [parameters, setParameters] = useSearchParams();
  const said = parameters.toString();
  const latest = useRef(said);
  useEffect(() => {
    latest.current = said;
  }, [said]);
  const change: Change = (write) => {
    const next = write(new URLSearchParams(latest.current));
    latest.current = next.toString();
    setParameters(next, { replace: true });
  };
  return [said, change];
}

/** @param values by parameter; empty ones are taken out, others stay */
export const withValues =
  (values: Record<string, string>) =>
  (next: URLSearchParams): URLSearchParams => {
    for (const [name, value] of Object.entries(values)) {
      if (value === '') next.delete(name);
      else next.set(name, value);
    }
    return next;
  };
