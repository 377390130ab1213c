import { notifyManager, QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SessionReply, User } from '../../server/contract/identity.js';
import { providerLogout } from '../api/access.js';
import { ApiError } from '../api/http.js';
import { getSession, logOut } from '../api/session.js';

const sessionKey = ['session'];
/** The session wants something of its owner before anything else. */
const unfinished = new Set(['PASSWORD_CHANGE_REQUIRED', 'SECOND_FACTOR_REQUIRED']);

/** Retries what can succeed later; a refused session ends the session wherever it is noticed. */
export function createQueryClient(): QueryClient {
  // What a key changed is drawn before the next key is read: by default a timer would tell of it, and keys that come
  // faster than the page draws are read before timers. They would act on what is no longer so.
  notifyManager.setScheduler(queueMicrotask);
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnWindowFocus: false,
        retry: (count, error) =>
          count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      },
    },
  });
  const endOnRefusal = (error: unknown) => {
    if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') client.setQueryData(sessionKey, null);
    if (error instanceof ApiError && unfinished.has(error.code))
      void client.invalidateQueries({ queryKey: sessionKey });
  };
  client.getQueryCache().config.onError = endOnRefusal;
  client.getMutationCache().config.onError = endOnRefusal;
  return client;
}

async function currentSession(): Promise<SessionReply | null> {
  try {
    return await getSession();
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export interface SessionState {
  status: 'loading' | 'unreachable' | 'anonymous' | 'active';
  user: User | undefined;
  /** How the user has logged in. */
  method: SessionReply['method'] | undefined;
  /** The account must set up a second factor first. */
  secondFactorDue: boolean;
  error: unknown;
  retry(): void;
}

/** @returns who is logged in */
export function useSession(): SessionState {
  const query = useQuery({ queryKey: sessionKey, queryFn: currentSession, staleTime: 60_000 });
  const user = query.data?.user;
  const status = user
    ? 'active'
    : query.data === null
      ? 'anonymous'
      : query.isError
        ? 'unreachable'
        : 'loading';
  const secondFactorDue = query.data?.second_factor_due === true;
  return {
    status,
    user,
    method: query.data?.method,
    secondFactorDue,
    error: query.error,
    retry: () => void query.refetch(),
  };
}

/** @returns actions that begin and end a session */
export function useSessionActions() {
  const client = useQueryClient();
  return {
    /** Goes on with a session that was just opened, by whatever proof. */
    enter(reply: SessionReply): void {
      client.setQueryData(sessionKey, reply);
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
    async logOut(): Promise<void> {
      const session = client.getQueryData<SessionReply | null>(sessionKey);
      await logOut();
      if (session?.method === 'oidc') {
        window.location.assign(providerLogout());
        return;
      }
      // A fresh document holds nothing of what this person has seen.
      window.location.hash = '';
      window.location.reload();
    },
    refresh: () => client.invalidateQueries({ queryKey: sessionKey }),
  };
}
