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

const groups: { label: MessageKey; roles?: readonly Role[]; entries: Entry[] }[] = [
  {
    label: 'nav.watch',
    entries: [
      { to: '/alerts', label: 'nav.alerts', icon: 'alerts' },
      { to: '/events', label: 'nav.events', icon: 'events' },
      { to: '/rules', label: 'nav.rules', icon: 'rules' },
      { to: '/indicators', label: 'nav.indicators', icon: 'indicators' },
      { to: '/sources', label: 'nav.sources', icon: 'sources' },
    ],
  },
  {
    label: 'nav.isms',
    roles: ['admin', 'analyst', 'isb'],
    entries: [
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
    entries: [
      { to: '/storage', label: 'nav.storage', icon: 'storage' },
      { to: '/collectors', label: 'nav.collectors', icon: 'collectors', roles: ['admin'] },
    ],
  },
];

/** The pages that the user may open, in groups; stands in a nav element. */
export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useMessages();
  const { user } = useSession();
  const mayOpen = ({ roles }: { roles?: readonly Role[] }): boolean =>
    roles === undefined || user?.roles.some((role) => roles.includes(role)) === true;
  return (
    <div className="gw-nav">
      {groups.map((group) => {
        const entries = mayOpen(group) ? group.entries.filter(mayOpen) : [];
        if (entries.length === 0) return null;
        return (
          <div key={group.label} className="gw-nav__group">
            <p className="gw-nav__heading" id={`nav-${group.label}`}>
              {t(group.label)}
            </p>
            <ul aria-labelledby={`nav-${group.label}`}>
              {entries.map((entry) => (
                <li key={entry.to}>
                  <NavLink to={entry.to} className="gw-nav__link" onClick={() => onNavigate?.()}>
                    <Icon name={entry.icon} />
                    <span>{t(entry.label)}</span>
                  </NavLink>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </div>
  );
}
