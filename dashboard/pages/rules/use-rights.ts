import { useSession } from '../../state/session.js';

/** What the user's roles allow; the server decides, this only spares people a refusal. */
export interface RuleRights {
  /** State and exceptions. */
  change: boolean;
  /** Sets, reload, release. */
  manage: boolean;
  /** Installing sets of rules, for all tenants. */
  install: boolean;
  /** Tests and backtests, which show events. */
  test: boolean;
}

export function useRights(): RuleRights {
  const roles = useSession().user?.roles ?? [];
  const has = (...wanted: string[]) => roles.some((role) => wanted.includes(role));
  return {
    change: has('admin', 'analyst'),
    manage: has('admin'),
    install: has('provider'),
    test: has('admin', 'analyst', 'auditor'),
  };
}
