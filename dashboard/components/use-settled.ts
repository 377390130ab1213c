import { useEffect, useState } from 'react';

/** While somebody types, the server is not asked for every letter. */
const settledMs = 200;

/** @returns the value as it was when it last stayed the same for `ms` milliseconds */
export function useSettled<T>(value: T, ms = settledMs): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
