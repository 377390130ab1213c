import { useSession } from '../../state/session.js';

/** @returns whether the user may import, hunt and remove; the server decides, this only spares people a refusal */
export function useMayChange(): boolean {
  const roles = useSession().user?.roles ?? [];
  return roles.some((role) => role === 'admin' || role === 'analyst');
}
