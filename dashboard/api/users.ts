import type { Membership, User } from '../../server/contract/identity.js';
import { request } from './http.js';

/** An account, as those who administer accounts see it. */
export interface UserAccount extends User {
  disabled: boolean;
  second_factor: boolean;
  created_at: string;
}

/** Everything that an account may do. */
export interface HeldRoles {
  provider: boolean;
  memberships: Membership[];
}

export interface UserChange extends Partial<HeldRoles> {
  disabled?: boolean;
  reset_password?: true;
  reset_factors?: true;
}

/** A one-time password is given out this once. */
export interface IssuedUser {
  user: UserAccount;
  password?: string;
}

export const getUsers = (signal?: AbortSignal): Promise<{ items: UserAccount[] }> =>
  request('users', { signal });

export const createUser = (user: HeldRoles & { username: string }): Promise<IssuedUser> =>
  request('users', { method: 'POST', body: user });

export const changeUser = (id: string, change: UserChange): Promise<IssuedUser> =>
  request(`users/${id}`, { method: 'PATCH', body: change });

export const endSessionsOf = (id: string): Promise<{ ended: number }> =>
  request(`users/${id}/sessions`, { method: 'DELETE' });
