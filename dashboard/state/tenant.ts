import { useSession } from './session.js';

/** The server reads it, so that links, downloads and the live connection follow the choice, too. */
const cookie = 'grundwacht_tenant';
const rememberedSeconds = 365 * 24 * 3600;

/** @returns the tenant that is chosen; empty: none */
export function chosenTenant(): string {
  const found = document.cookie.split('; ').find((part) => part.startsWith(`${cookie}=`));
  return found?.slice(cookie.length + 1) ?? '';
}

function store(tenant: string): void {
  const age = tenant === '' ? 0 : rememberedSeconds;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox ESR
  document.cookie = `${cookie}=${tenant}; path=/; max-age=${age}; samesite=strict`;
}

export interface TenantChoice {
  /** Those that the user is a member of, in order. */
  tenants: string[];
  /** The one that all pages show; empty: all of them together. */
  chosen: string;
  /** The one that a page shows which can show only one. */
  tenant: string;
  choose(tenant: string): void;
}

/** The tenant that the pages show; remembered by the browser. */
export function useTenantChoice(): TenantChoice {
  const memberships = useSession().user?.memberships ?? [];
  const remembered = chosenTenant();
  const tenants = memberships.map(({ tenant }) => tenant).sort();
  const chosen = tenants.includes(remembered) ? remembered : '';
  return {
    tenants,
    chosen,
    tenant: chosen || (tenants.includes('default') ? 'default' : (tenants[0] ?? 'default')),
    choose(tenant) {
      store(tenant);
      // Pages and the live connection begin anew: nothing of another tenant stays on the screen.
      window.location.reload();
    },
  };
}
