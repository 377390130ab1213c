import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';

const Context = createContext<(message: string) => void>(() => {});
const quietMs = 4_000;

/** A polite live region; announcements that come faster than they can be read are reduced to the latest. */
export function Announcer({ children }: { children: ReactNode }) {
  const [text, setText] = useState('');
  const next = useRef<string>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const flush = useCallback(() => {
    timer.current = undefined;
    if (next.current === undefined) return;
    setText(next.current);
    next.current = undefined;
    timer.current = setTimeout(flush, quietMs);
  }, []);
  const announce = useCallback(
    (message: string) => {
      next.current = message;
      if (timer.current === undefined) flush();
    },
    [flush],
  );
  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    <Context value={announce}>
      {children}
      <div className="kern-sr-only" aria-live="polite" data-testid="announcer">
        {text}
      </div>
    </Context>
  );
}

/** @returns a function that has a message read out by a screen reader */
export const useAnnounce = (): ((message: string) => void) => useContext(Context);
