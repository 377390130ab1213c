import { useSession } from '../../state/session.js';

/** @returns whether the user may change rules and holds; the server decides, this only spares people a refusal */
export function useManage(): boolean {
  return useSession().user?.roles.includes('admin') === true;
}
