import type {
  FactorsChanged,
  OwnFactors,
  OwnSession,
  PasskeyOptions,
  TotpStart,
} from '../../server/contract/second-factors.js';
import { request } from './http.js';
import { createPasskey } from './webauthn.js';

export const getFactors = (signal?: AbortSignal): Promise<OwnFactors> =>
  request('session/factors', { signal });

export const beginTotp = (): Promise<TotpStart> => request('session/totp', { method: 'POST' });

export const finishTotp = (body: { enrolment: string; code: string }): Promise<FactorsChanged> =>
  request('session/totp', { method: 'PUT', body });

export const removeTotp = (): Promise<FactorsChanged> => request('session/totp', { method: 'DELETE' });

/** @throws DOMException of the browser's */
export async function addPasskey(name: string): Promise<FactorsChanged> {
  const options = await request<PasskeyOptions>('session/passkeys/options', { method: 'POST' });
  const passkey = await createPasskey(options);
  return request('session/passkeys', { method: 'POST', body: { name, passkey } });
}

export const renamePasskey = (id: string, name: string): Promise<void> =>
  request(`session/passkeys/${id}`, { method: 'PATCH', body: { name } });

export const removePasskey = (id: string): Promise<FactorsChanged> =>
  request(`session/passkeys/${id}`, { method: 'DELETE' });

export const renewRecoveryCodes = (): Promise<FactorsChanged> =>
  request('session/recovery-codes', { method: 'POST' });

export const getSessions = (signal?: AbortSignal): Promise<{ items: OwnSession[] }> =>
  request('sessions', { signal });

export const endSession = (id: string): Promise<void> => request(`sessions/${id}`, { method: 'DELETE' });

export const endOtherSessions = (): Promise<{ ended: number }> => request('sessions', { method: 'DELETE' });
