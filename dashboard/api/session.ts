import type { Credentials, SessionReply } from '../../server/contract/identity.js';
import type {
  ConfirmationInput,
  LoginStep,
  PasskeyOptions,
  ProofChoice,
  SecondStep,
} from '../../server/contract/second-factors.js';
import { request } from './http.js';
import { askPasskey } from './webauthn.js';

export const getSession = (): Promise<SessionReply> => request('session');

/** @returns the session, or the second step where the account has a second factor */
export const logIn = (credentials: Credentials): Promise<SessionReply | LoginStep> =>
  request('session', { method: 'POST', body: credentials });

export const logInSecond = (step: SecondStep): Promise<SessionReply> =>
  request('session/second-factor', { method: 'POST', body: step });

/** @throws DOMException of the browser's */
export async function logInWithPasskey(): Promise<SessionReply> {
  const options = await request<PasskeyOptions>('session/passkey/options', { method: 'POST' });
  return request('session/passkey', { method: 'POST', body: { passkey: await askPasskey(options) } });
}

export const logOut = (): Promise<void> => request('session', { method: 'DELETE' });

export const changePassword = (change: { current: string; new: string }): Promise<SessionReply | undefined> =>
  request('session/password', { method: 'POST', body: change });

/** What one can confirm with to be still the one. */
export const getProofChoice = (): Promise<ProofChoice> =>
  request('session/confirm/options', { method: 'POST' });

export const confirmSession = (proof: ConfirmationInput): Promise<void> =>
  request('session/confirm', { method: 'POST', body: proof });
