import { useEffect, useState } from 'react';

const everyMs = 15_000;

/** @returns the time, milliseconds since the epoch, which goes on while the page is open */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
