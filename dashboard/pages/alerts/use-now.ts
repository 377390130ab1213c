import { useEffect, useState } from 'react';

const stepMs = 30_000;

/** @returns milliseconds since the epoch, as of at most half a minute ago */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), stepMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
