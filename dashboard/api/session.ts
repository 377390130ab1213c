import type { Credentials, SessionReply } from '../../server/contract/identity.js';
import { request } from './http.js';

export const getSession = (): Promise<SessionReply> => request('session');

export const logIn = (credentials: Credentials): Promise<SessionReply> =>
  request('session', { method: 'POST', body: credentials });

export const logOut = (): Promise<void> => request('session', { method: 'DELETE' });

export const changePassword = (change: { current: string; new: string }): Promise<SessionReply | undefined> =>
  request('session/password', { method: 'POST', body: change });
