import type { SystemHealth } from '../../../server/contract/system.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';

type Certificate = SystemHealth['certificates'][number];
type Version = SystemHealth['versions'][number];

const soonMs = 21 * 86_400_000;

function certificateColumns({ t }: Messages): Column<Certificate>[] {
  return [
    {
      id: 'use',
      header: t('system.certificate.use'),
      rowHeader: true,
      value: ({ use }) => use,
      cell: ({ use }) => t(`system.certificate.${use}`),
    },
    {
      id: 'path',
      header: t('system.certificate.file'),
      value: ({ path }) => path,
      cell: ({ path }) => <span className="gw-mono">{path}</span>,
      minor: true,
    },
    {
      id: 'until',
      header: t('system.certificate.until'),
      value: ({ valid_until }) => valid_until ?? '',
      cell: ({ valid_until }) =>
        valid_until === null ? (
          <span className="gw-figure--warning">{t('system.certificate.unreadable')}</span>
        ) : (
          <span className={Date.parse(valid_until) - Date.now() < soonMs ? 'gw-figure--warning' : undefined}>
            <Time at={valid_until} full />
          </span>
        ),
    },
  ];
}

function versionColumns({ t, number }: Messages): Column<Version>[] {
  return [
    {
      id: 'version',
      header: t('system.version'),
      rowHeader: true,
      value: ({ version }) => version,
      cell: ({ version }) => version,
    },
    {
      id: 'since',
      header: t('system.version.since'),
      value: ({ first_started_at }) => first_started_at,
      cell: ({ first_started_at }) => <Time at={first_started_at} full />,
    },
    {
      id: 'migrations',
      header: t('system.version.migrations'),
      align: 'end',
      value: ({ migrations }) => migrations,
      cell: ({ migrations }) => number(migrations),
      minor: true,
    },
    {
      id: 'backup',
      header: t('system.version.backup'),
      value: ({ backup }) => backup ?? '',
      cell: ({ backup }) => (backup === null ? '–' : <span className="gw-mono">{backup}</span>),
      minor: true,
    },
  ];
}

/** Certificates with their dates, and the versions that this database has seen. */
export function VersionPanel({ health: { certificates, versions } }: { health: SystemHealth }) {
  const messages = useMessages();
  const { t } = messages;
  return (
    <section className="gw-stack" aria-labelledby="system-certificates">
      <h2 id="system-certificates" className="gw-panel__title">
        {t('system.certificates')}
      </h2>
      {certificates.length === 0 ? (
        <p className="gw-muted">{t('system.certificate.none')}</p>
      ) : (
        <DataTable
          caption={t('system.certificates')}
          columns={certificateColumns(messages)}
          rows={certificates}
          rowId={({ use }) => use}
          initialSort={{ id: 'until', desc: false }}
        />
      )}
      <h2 className="gw-panel__title">{t('system.versions')}</h2>
      <DataTable
        caption={t('system.versions')}
        columns={versionColumns(messages)}
        rows={versions}
        rowId={({ version, first_started_at }) => `${version} ${first_started_at}`}
        initialSort={{ id: 'since', desc: true }}
      />
    </section>
  );
}
