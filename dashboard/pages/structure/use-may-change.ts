import { useSession } from '../../state/session.js';

/** @returns whether the user's roles allow changes of the ISMS; the server decides, this only spares a refusal */
export function useMayChange(): boolean {
  const roles = useSession().user?.roles ?? [];
  return roles.some((role) => role === 'admin' || role === 'isb');
}
