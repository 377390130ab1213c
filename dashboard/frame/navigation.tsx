import { NavLink } from 'react-router';
import type { Role } from '../../server/contract/identity.js';
import { Icon, type IconName } from '../components/icon.js';
import type { MessageKey } from '../i18n/messages.js';
import { useMessages } from '../i18n/messages.js';
import { useSession } from '../state/session.js';

interface Entry {
  to: string;
  label: MessageKey;
  icon: IconName;
  /** Who may open it, where not everybody whom the group is for may. */
  roles?: readonly Role[];
}

const watchers = ['admin', 'analyst', 'isb', 'auditor'] as const;

const groups: { label: MessageKey; roles?: readonly Role[]; entries: Entry[] }[] = [
  {
    label: 'nav.watch',
    roles: ['admin', 'analyst', 'isb', 'auditor', 'dpo'],
    entries: [
      { to: '/alerts', label: 'nav.alerts', icon: 'alerts', roles: watchers },
      { to: '/cases', label: 'nav.cases', icon: 'cases', roles: ['admin', 'analyst', 'isb', 'dpo'] },
      { to: '/events', label: 'nav.events', icon: 'events', roles: ['admin', 'analyst', 'auditor'] },
      { to: '/rules', label: 'nav.rules', icon: 'rules', roles: watchers },
      {
        to: '/indicators',
        label: 'nav.indicators',
        icon: 'indicators',
        roles: ['admin', 'analyst', 'auditor'],
      },
      { to: '/sources', label: 'nav.sources', icon: 'sources' },
    ],
  },
  {
    label: 'nav.isms',
    roles: ['admin', 'analyst', 'isb'],
    entries: [
      { to: '/overview', label: 'nav.overview', icon: 'overview', roles: ['admin', 'isb'] },
      { to: '/management', label: 'nav.management', icon: 'management', roles: ['admin', 'isb'] },
      { to: '/domains', label: 'nav.domains', icon: 'domains' },
      { to: '/wiba', label: 'nav.wiba', icon: 'wiba' },
      { to: '/bausteine', label: 'nav.bausteine', icon: 'bausteine' },
      { to: '/catalogs', label: 'nav.catalogs', icon: 'catalogs' },
      { to: '/migration', label: 'nav.migration', icon: 'migration' },
      { to: '/target-objects', label: 'nav.target_objects', icon: 'targets' },
      { to: '/dependencies', label: 'nav.dependencies', icon: 'dependencies' },
      { to: '/protection-needs', label: 'nav.protection_needs', icon: 'protection' },
      { to: '/modelling', label: 'nav.modelling', icon: 'modelling' },
      { to: '/check', label: 'nav.check', icon: 'checklist' },
      { to: '/signals', label: 'nav.signals', icon: 'signals' },
      { to: '/risks', label: 'nav.risks', icon: 'risk' },
      { to: '/plan', label: 'nav.plan', icon: 'plan' },
      { to: '/scans', label: 'nav.scans', icon: 'scans' },
      { to: '/soa', label: 'nav.soa', icon: 'soa' },
      { to: '/audits', label: 'nav.audits', icon: 'audits' },
      { to: '/reports', label: 'nav.reports', icon: 'reports' },
      { to: '/evidence', label: 'nav.evidence', icon: 'evidence' },
    ],
  },
  {
    label: 'nav.audit',
    roles: ['auditor'],
    entries: [{ to: '/audit-room', label: 'nav.audit_room', icon: 'audits' }],
  },
  {
    label: 'nav.settings',
    roles: ['admin', 'analyst', 'isb', 'auditor', 'dpo'],
    entries: [
      { to: '/storage', label: 'nav.storage', icon: 'storage' },
      { to: '/collectors', label: 'nav.collectors', icon: 'collectors', roles: ['admin'] },
    ],
  },
  {
    label: 'nav.administration',
    entries: [
      { to: '/tenants', label: 'nav.tenants', icon: 'tenants', roles: ['provider', 'admin'] },
      { to: '/accounts', label: 'nav.accounts', icon: 'accounts', roles: ['provider'] },
      {
        to: '/api-tokens',
        label: 'nav.api_tokens',
        icon: 'key',
        roles: ['admin', 'analyst', 'isb', 'auditor', 'dpo'],
      },
      {
        to: '/notifications',
        label: 'nav.notifications',
        icon: 'notifications',
        roles: ['admin', 'analyst'],
      },
      {
        to: '/pseudonyms',
        label: 'nav.pseudonyms',
        icon: 'pseudonyms',
        roles: ['admin', 'analyst', 'dpo', 'staff_council'],
      },
      { to: '/reveals', label: 'nav.reveals', icon: 'reveals', roles: ['analyst', 'dpo', 'staff_council'] },
      { to: '/audit-trail', label: 'nav.audit_trail', icon: 'trail', roles: ['provider', 'admin', 'dpo'] },
      { to: '/system', label: 'nav.system', icon: 'system', roles: ['provider', 'admin'] },
    ],
  },
];

type Held = readonly Role[] | undefined;

const mayOpen = (held: Held, { roles }: { roles?: readonly Role[] }): boolean =>
  roles === undefined || held?.some((role) => roles.includes(role)) === true;

/** @returns the pages that somebody with these roles may open, in groups */
const groupsFor = (held: Held) =>
  groups
    .map(({ entries, ...group }) => ({
      ...group,
      entries: mayOpen(held, group) ? entries.filter((entry) => mayOpen(held, entry)) : [],
    }))
    .filter(({ entries }) => entries.length > 0);

/** @returns where somebody with these roles begins; undefined: there is nothing to open */
export function firstPage(held: Held): string | undefined {
  // An auditor comes for the audit, whatever else the role may look at.
  if (held?.length === 1 && held[0] === 'auditor') return '/audit-room';
  // Who answers for information security and keeps no watch begins with the state of the domain.
  if (held?.includes('isb') && !held.some((role) => role === 'admin' || role === 'analyst'))
    return '/overview';
  return groupsFor(held)[0]?.entries[0]?.to;
}

/** The pages that the user may open, in groups; stands in a nav element. */
export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useMessages();
  const { user } = useSession();
  return (
    <div className="gw-nav">
      {groupsFor(user?.roles).map((group) => (
        <div key={group.label} className="gw-nav__group">
          <p className="gw-nav__heading" id={`nav-${group.label}`}>
            {t(group.label)}
          </p>
          <ul aria-labelledby={`nav-${group.label}`}>
            {group.entries.map((entry) => (
              <li key={entry.to}>
                <NavLink to={entry.to} className="gw-nav__link" onClick={() => onNavigate?.()}>
                  <Icon name={entry.icon} />
                  <span>{t(entry.label)}</span>
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
