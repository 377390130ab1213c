import { QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SessionReply, User } from '../../server/contract/identity.js';
import { ApiError } from '../api/http.js';
import { getSession, logIn, logOut } from '../api/session.js';

const sessionKey = ['session'];

/** Retries what can succeed later; a refused session ends the session wherever it is noticed. */
export function createQueryClient(): QueryClient {
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
    if (error instanceof ApiError && error.code === 'PASSWORD_CHANGE_REQUIRED')
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
  return { status, user, error: query.error, retry: () => void query.refetch() };
}

/** @returns actions that begin and end a session */
export function useSessionActions() {
  const client = useQueryClient();
  return {
    async logIn(username: string, password: string): Promise<void> {
      const reply = await logIn({ username, password });
      client.setQueryData(sessionKey, reply);
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
    async logOut(): Promise<void> {
      await logOut();
      // A fresh document holds nothing of what this person has seen.
      window.location.hash = '';
      window.location.reload();
    },
    refresh: () => client.invalidateQueries({ queryKey: sessionKey }),
  };
}
