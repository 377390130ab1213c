import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { LiveMessage } from '../../server/contract/live.js';
import { apiBase } from '../api/http.js';
import { LiveClient, type LiveStatus, type Socket } from './live-client.js';

export type EventRate = Extract<LiveMessage, { type: 'rate' }>;
type Listener = (message: LiveMessage) => void;

interface Live {
  status: LiveStatus;
  rate: EventRate | undefined;
}

type Subscribe = (listener: Listener) => () => void;

const Context = createContext<Live | undefined>(undefined);
/** Apart, since the rate changes every second and whoever only listens is not to be drawn anew for it. */
const SubscribeContext = createContext<Subscribe | undefined>(undefined);

function connect(cursor: number | undefined): Socket {
  const url = new URL('live', apiBase);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  if (cursor !== undefined) url.searchParams.set('cursor', String(cursor));
  return new WebSocket(url) as Socket;
}

/** Keeps the live connection for everything below it, as long as it is mounted. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [status, setStatus] = useState<LiveStatus>({ state: 'connecting' });
  const [rate, setRate] = useState<EventRate>();
  const listeners = useRef(new Set<Listener>());

  useEffect(() => {
    let greeted = false;
    const client = new LiveClient({
      connect,
      onStatus(next) {
        setStatus(next);
        // A refused handshake does not tell why; an expired session shows here.
        if (next.state === 'waiting' && next.attempt === 1)
          void queries.invalidateQueries({ queryKey: ['session'] });
      },
      onReset: () => void queries.invalidateQueries({ queryKey: ['alerts'] }),
      onMessage(message) {
        // An alert may have come between the list's first answer and this connection.
        if (message.type === 'hello' && !greeted) void queries.invalidateQueries({ queryKey: ['alerts'] });
        greeted ||= message.type === 'hello';
        if (message.type === 'rate') setRate(message);
        for (const listener of listeners.current) listener(message);
      },
    });
    const wake = () => {
      if (document.visibilityState === 'visible') client.retryNow();
    };
    client.start();
    window.addEventListener('online', wake);
    document.addEventListener('visibilitychange', wake);
    return () => {
      window.removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
      client.stop();
    };
  }, [queries]);

  const live = useMemo(() => ({ status, rate }), [status, rate]);
  const [subscribe] = useState<Subscribe>(() => (listener: Listener) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  });
  return (
    <SubscribeContext value={subscribe}>
      <Context value={live}>{children}</Context>
    </SubscribeContext>
  );
}

/** @returns the live connection's status and the latest event rate */
export function useLive(): Live {
  const live = useContext(Context);
  if (live === undefined) throw new Error('useLive outside LiveProvider');
  return live;
}

/** Calls the listener with every message of the live connection while the component is mounted. */
export function useLiveMessages(listener: Listener): void {
  const subscribe = useContext(SubscribeContext);
  if (subscribe === undefined) throw new Error('useLiveMessages outside LiveProvider');
  const receive = useEffectEvent(listener);
  useEffect(() => subscribe((message) => receive(message)), [subscribe]);
}
