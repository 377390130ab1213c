import { useState } from 'react';
import type { Channel } from '../../../server/contract/notification-channels.js';
import type { NotificationRoute } from '../../../server/contract/notification-plan.js';
import { Button } from '../../components/button.js';
import { Empty } from '../../components/notice.js';
import { Switch } from '../../components/switch.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { LimitFields } from './limit-fields.js';
import type { PlanDraft } from './plan-draft.js';
import { RouteDialog } from './route-dialog.js';

/** @returns what a route takes, in words */
function conditionOf({ when }: NotificationRoute, { t }: Messages): string {
  return [
    t('notify.when_level', { level: t(`level.${when.min_level}`) }),
    when.kinds.map((kind) => t(`notify.notice.${kind}`)).join(', '),
    when.rules.join(', '),
    when.tags.join(', '),
    when.entities.join(', '),
    when.min_protection === 'any' ? '' : t(`notify.protection.${when.min_protection}`),
    when.drills ? t('notify.drills') : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** @returns what a route does by night, in words */
function offHoursOf({ off_hours: { from_level, to, rest } }: NotificationRoute, { t }: Messages): string {
  const below = t(`notify.working.${rest}`);
  if (from_level === null) return below;
  return t('notify.off_summary', { level: t(`level.${from_level}`), to: t(`notify.to.${to}`), rest: below });
}

interface PanelProps {
  draft: PlanDraft;
  channels: readonly Channel[];
}

/** The routes in their order; the first that fits decides. */
export function RoutePanel({ draft, channels }: PanelProps) {
  const { t } = useMessages();
  const [editing, setEditing] = useState<number>();
  const { routes } = draft.plan;
  const setRoutes = (next: NotificationRoute[]) => draft.change({ ...draft.plan, routes: next });
  const move = (from: number, by: number) => {
    const next = [...routes];
    const [route] = next.splice(from, 1);
    if (route) next.splice(from + by, 0, route);
    setRoutes(next);
  };
  return (
    <section className="gw-stack" aria-labelledby="notify-routes">
      <div className="gw-panel__head">
        <h2 id="notify-routes" className="gw-panel__title">
          {t('notify.tab.routes')}
        </h2>
        {draft.manage ? (
          <Button
            small
            variant="primary"
            icon="add"
            label={t('notify.add_route')}
            onPress={() => setEditing(routes.length)}
          />
        ) : null}
      </div>
      <p className="gw-muted">{t('notify.routes_text')}</p>
      {routes.length === 0 ? (
        <Empty title={t('notify.no_route')}>
          <p>{t('notify.no_route_text')}</p>
        </Empty>
      ) : (
        <ol className="gw-stack">
          {routes.map((route, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a route is known by its place
            <li key={at} className="gw-panel">
              <RouteItem
                {...{ route, channels, draft }}
                isFirst={at === 0}
                isLast={at === routes.length - 1}
                onChange={(changed) => setRoutes(routes.with(at, changed))}
                onMove={(by) => move(at, by)}
                onEdit={() => setEditing(at)}
                onRemove={() => setRoutes(routes.toSpliced(at, 1))}
              />
            </li>
          ))}
        </ol>
      )}
      <LimitFields draft={draft} />
      <RouteDialog
        route={editing === undefined ? undefined : routes[editing]}
        channels={channels}
        isOpen={editing !== undefined}
        onClose={() => setEditing(undefined)}
        onSave={(route) => {
          if (editing !== undefined) setRoutes(routes.toSpliced(editing, 1, route));
          setEditing(undefined);
        }}
      />
    </section>
  );
}

interface ItemProps extends PanelProps {
  route: NotificationRoute;
  isFirst: boolean;
  isLast: boolean;
  onChange(route: NotificationRoute): void;
  onMove(by: number): void;
  onEdit(): void;
  onRemove(): void;
}

function RouteItem({ route, channels, draft, isFirst, isLast, ...on }: ItemProps) {
  const messages = useMessages();
  const { t } = messages;
  const { name } = route;
  const names = route.channels.map((id) => channels.find((channel) => channel.id === id)?.name ?? '–');
  return (
    <>
      <div className="gw-panel__head">
        <h3 className="gw-panel__title">{name}</h3>
        {draft.manage ? (
          <div className="gw-row-actions">
            <Switch
              label={t('notify.in_force')}
              isSelected={route.enabled}
              onChange={(enabled) => on.onChange({ ...route, enabled })}
            />
            <Button
              small
              iconOnly
              variant="tertiary"
              icon="up"
              isDisabled={isFirst}
              label={t('notify.move_up', { name })}
              onPress={() => on.onMove(-1)}
            />
            <Button
              small
              iconOnly
              variant="tertiary"
              icon="down"
              isDisabled={isLast}
              label={t('notify.move_down', { name })}
              onPress={() => on.onMove(1)}
            />
            <Button
              small
              iconOnly
              variant="tertiary"
              icon="edit"
              label={t('notify.change_this', { name })}
              onPress={on.onEdit}
            />
            <Button
              small
              iconOnly
              variant="tertiary"
              icon="remove"
              label={t('notify.remove_this', { name })}
              onPress={on.onRemove}
            />
          </div>
        ) : null}
      </div>
      <dl className="gw-facts gw-facts--wide">
        {(
          [
            ['notify.when', conditionOf(route, messages)],
            ['notify.over', names.join(', ')],
            ['notify.by_day', t(`notify.working.${route.working}`)],
            ['notify.by_night', offHoursOf(route, messages)],
          ] as const
        ).map(([key, text]) => (
          <div key={key} className="gw-facts__row">
            <dt>{t(key)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {route.proceed ? <p className="gw-muted">{t('notify.proceed')}</p> : null}
    </>
  );
}
