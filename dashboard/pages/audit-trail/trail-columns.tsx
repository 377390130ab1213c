import type { AuditEntry } from '../../../server/contract/audit-trail.js';
import type { Column } from '../../components/data-table.js';
import { Foreign } from '../../components/foreign.js';
import { Time } from '../../components/time.js';
import type { MessageKey, Messages } from '../../i18n/messages.js';

const verbs: Record<string, MessageKey> = {
  read: 'trail.verb.read',
  post: 'trail.verb.post',
  put: 'trail.verb.change',
  patch: 'trail.verb.change',
  delete: 'trail.verb.delete',
  login: 'trail.verb.login',
  'login-failed': 'trail.verb.login_failed',
  logout: 'trail.verb.logout',
  requested: 'trail.verb.requested',
  approved: 'trail.verb.approved',
  refused: 'trail.verb.refuse',
  viewed: 'trail.verb.viewed',
  proposed: 'trail.verb.proposed',
  accepted: 'trail.verb.accepted',
  deleted: 'trail.verb.delete',
  'passphrase-changed': 'trail.verb.change',
  made: 'trail.verb.made',
  'looked-up': 'trail.verb.looked_up',
  rotated: 'trail.verb.rotated',
  installed: 'trail.verb.installed',
  restored: 'trail.verb.restored',
  reset: 'trail.verb.reset',
  revoked: 'trail.verb.revoked',
  created: 'trail.verb.created',
};

/** Told apart, and so not among the other details. */
const told = new Set(['refused', 'failed', 'call']);

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function Outcome({ entry: { details }, messages: { t } }: { entry: AuditEntry; messages: Messages }) {
  const { refused, failed } = details as { refused?: string; failed?: number };
  if (refused !== undefined) return <span className="gw-figure--warning">{t('trail.refused')}</span>;
  if (failed !== undefined)
    return <span className="gw-figure--warning">{t('trail.failed', { status: failed })}</span>;
  return null;
}

function Details({ details }: AuditEntry) {
  const flat = Object.entries(details).flatMap(([name, value]) =>
    name === 'query' && typeof value === 'object' && value !== null ? Object.entries(value) : [[name, value]],
  );
  const rest = flat.filter(([name]) => !told.has(String(name)));
  return rest.map(([name, value]) => (
    <span key={String(name)} className="gw-block gw-mono">
      {String(name)}: <Foreign text={written(value)} />
    </span>
  ));
}

export function trailColumns(messages: Messages): Column<AuditEntry>[] {
  const { t } = messages;
  return [
    {
      id: 'at',
      header: t('trail.column.at'),
      rowHeader: true,
      value: ({ id }) => id,
      cell: ({ at }) => <Time at={at} full />,
    },
    {
      id: 'by',
      header: t('trail.column.by'),
      value: ({ by }) => by,
      cell: ({ by }) => <Foreign text={by} />,
    },
    {
      id: 'action',
      header: t('trail.column.action'),
      value: ({ action }) => action,
      cell: (entry) => {
        const verb = verbs[entry.action.slice(entry.action.lastIndexOf('.') + 1)];
        return (
          <>
            {verb === undefined ? null : t(verb)} <Outcome entry={entry} messages={messages} />
            <span className="gw-mono gw-muted gw-trail-action">{entry.action}</span>
          </>
        );
      },
    },
    {
      id: 'object',
      header: t('trail.column.object'),
      cell: ({ object }) => (
        <span className="gw-mono">
          <Foreign text={object ?? '–'} />
        </span>
      ),
      minor: true,
    },
    {
      id: 'tenant',
      header: t('trail.column.tenant'),
      value: ({ tenant }) => tenant ?? '',
      cell: ({ tenant }) => tenant ?? t('trail.no_tenant'),
      minor: true,
    },
    {
      id: 'details',
      header: t('trail.column.details'),
      cell: (entry) => <Details {...entry} />,
      minor: true,
    },
  ];
}
