import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import type { EntityAsset, EntityFacts } from '../../../server/contract/entity.js';
import type { Dimension, NeedLevel } from '../../../server/contract/protection.js';
import { getEntity } from '../../api/alert-insights.js';
import type { AlertDetail } from '../../api/alerts.js';
import { Foreign } from '../../components/foreign.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { RevealButton } from '../../components/reveal-button.js';
import { Term } from '../../components/term.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';
import { entityKind } from '../alerts/entity-kind.js';
import { NeedMark } from '../protection/need-mark.js';
import { tenantSearch } from '../rules/tenant-select.js';
import { entitiesOf } from './pivot.js';

const dimensions: readonly Dimension[] = Object.keys({
  confidentiality: true,
  integrity: true,
  availability: true,
} satisfies Record<Dimension, true>) as Dimension[];

/** More of an event's hosts, accounts and addresses are a search. */
const mostEntities = 4;

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="gw-facts__row">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Needs({ needs }: { needs: Record<Dimension, NeedLevel> }) {
  const { t } = useMessages();
  return (
    <>
      <p className="gw-asset__heading">
        <Term id="schutzbedarf">{t('need.title')}</Term>
      </p>
      <ul className="gw-asset__needs">
        {dimensions.map((dimension) => (
          <li key={dimension}>
            <span className="gw-muted">{t(`need.dimension.${dimension}`)}</span>
            <NeedMark level={needs[dimension]} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** A target object of the structure analysis. */
function Asset({ asset, tenant }: { asset: EntityAsset; tenant: string }) {
  const { t } = useMessages();
  return (
    <div className="gw-asset">
      <p className="gw-asset__name">
        <Link className="kern-link" to={`/target-objects/${asset.id}${tenantSearch(tenant)}`}>
          {asset.key} {asset.name}
        </Link>
        <span className="gw-muted gw-block">
          {t(`target_type.${asset.type}`)} · {asset.domain_name}
        </span>
      </p>
      <Needs needs={asset.needs} />
      <dl className="gw-facts">
        <Row name={t('targets.owner')}>
          {asset.owner || <span className="gw-muted">{t('entity.no_owner')}</span>}
        </Row>
        {asset.platform ? <Row name={t('targets.platform')}>{asset.platform}</Row> : null}
        {asset.location ? <Row name={t('targets.location')}>{asset.location}</Row> : null}
        {asset.supports.length > 0 ? (
          <Row name={t('entity.supports')}>{asset.supports.map(({ name }) => name).join(', ')}</Row>
        ) : null}
      </dl>
    </div>
  );
}

function Assets({ facts, tenant }: { facts: EntityFacts; tenant: string }) {
  const { t } = useMessages();
  const { assets, pseudonym } = facts;
  if (pseudonym !== null) return null;
  if (assets.length === 0) {
    return facts.kind === 'account' ? null : (
      <p className="gw-muted gw-entity__note">{t('entity.no_asset')}</p>
    );
  }
  return (
    <>
      {assets.length > 1 ? <p className="gw-entity__note">{t('entity.ambiguous')}</p> : null}
      {assets.slice(0, 3).map((asset) => (
        <Asset key={asset.id} asset={asset} tenant={tenant} />
      ))}
    </>
  );
}

function Facts({ facts, tenant }: { facts: EntityFacts; tenant: string }) {
  const { t, number } = useMessages();
  const { events, alerts, pseudonym, value } = facts;
  const others = new URLSearchParams({ entity: value, state: 'new,acknowledged,closed' });
  return (
    <>
      {pseudonym !== null ? (
        <div className="gw-sealed">
          <p>{t('entity.pseudonym_text', { kind: t(`pseudonyms.kind.${pseudonym}`) })}</p>
          <RevealButton tenant={tenant} object={{ kind: 'pseudonym', value }} />
        </div>
      ) : null}
      <Assets facts={facts} tenant={tenant} />
      <dl className="gw-facts">
        <Row name={t('entity.first_seen')}>
          {events ? (
            <Time at={events.first_seen} full />
          ) : (
            <span className="gw-muted">{t('entity.unseen')}</span>
          )}
        </Row>
        {events ? (
          <>
            <Row name={t('entity.last_seen')}>
              <Time at={events.last_seen} full />
            </Row>
            <Row name={t('entity.events')}>{number(events.total)}</Row>
          </>
        ) : null}
        <Row name={t('entity.alerts')}>
          <Link className="kern-link" to={`/alerts?${others}`}>
            {t('entity.alerts_count', { total: number(alerts.total), open: number(alerts.open) })}
          </Link>
        </Row>
      </dl>
    </>
  );
}

interface EntityProps {
  tenant: string;
  entity: { type: string; value: string };
  isOpen: boolean;
}

/** One host, account or address; asked for when it is opened. */
function Entity({ tenant, entity, isOpen }: EntityProps) {
  const { t } = useMessages();
  const [open, setOpen] = useState(isOpen);
  const { data, error, refetch } = useQuery({
    queryKey: ['entities', tenant, entity.type, entity.value],
    queryFn: ({ signal }) => getEntity(tenant, entity, signal),
    enabled: open,
    staleTime: 60_000,
  });
  return (
    <details className="gw-entity" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="gw-mono gw-break">
          <Foreign text={entity.value} />
        </span>{' '}
        <span className="gw-muted" title={entity.type}>
          {entityKind(entity.type, t)}
        </span>
      </summary>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {data ? <Facts facts={data} tenant={tenant} /> : error || !open ? null : <Loading rows={3} />}
    </details>
  );
}

/** @returns what the alert is about, then what else its latest event names */
function entitiesAround({ alert, events }: AlertDetail): EntityProps['entity'][] {
  const latest = events.at(-1);
  const around = (['host.name', 'user.name', 'source.ip', 'destination.ip'] as const).flatMap((type) => {
    const value = latest?.[type];
    return value === undefined || value === '' ? [] : [{ type, value }];
  });
  const found = new Map<string, EntityProps['entity']>();
  for (const entity of [...entitiesOf(alert), ...around]) {
    const key = entity.value.toLowerCase();
    if (!found.has(key) && !/\s/.test(entity.type)) found.set(key, entity);
  }
  return [...found.values()].slice(0, mostEntities);
}

/** What is known of what the alert is about. */
export function EntityPanel({ detail }: { detail: AlertDetail }) {
  const { t } = useMessages();
  const roles = useRoles();
  const about = entitiesOf(detail.alert).length;
  if (!(['admin', 'analyst', 'isb'] as const).some((role) => roles.has(role))) return null;
  return (
    <section className="gw-panel" aria-labelledby="entity">
      <h2 id="entity" className="gw-panel__title">
        {t('entity.title')}
      </h2>
      {entitiesAround(detail).map((entity, n) => (
        <Entity
          key={entity.type + entity.value}
          tenant={detail.alert.tenant}
          entity={entity}
          isOpen={n < about}
        />
      ))}
    </section>
  );
}
