import { useEffect, useState } from 'react';

/** While somebody types, the server is not asked for every letter. */
const settledMs = 200;

/** @returns the value as it was when it last stayed the same for a moment */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settledMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
