import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Channel } from '../../../server/contract/notification-channels.js';
import { removeChannel, testChannel } from '../../api/notifications.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { Empty, ErrorNotice, Notice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { ChannelDialog } from './channel-dialog.js';
import { useManages } from './plan-draft.js';

/** Whether messages get through, and what waits. */
function Health({ channel }: { channel: Channel }) {
  const { t, number } = useMessages();
  const { last_ok_at, last_error_at, last_error, held, digest, queued, dead } = channel;
  const failing = last_error_at !== null && (last_ok_at === null || last_error_at > last_ok_at);
  const waiting = [
    ['notify.queued', queued],
    ['notify.held', held],
    ['notify.digest', digest],
    ['notify.dead', dead],
  ] as const;
  return (
    <dl className="gw-facts gw-facts--wide">
      <div className="gw-facts__row">
        <dt>{t('notify.last_ok')}</dt>
        <dd>{last_ok_at ? <Time at={last_ok_at} full /> : t('notify.never')}</dd>
      </div>
      {failing ? (
        <div className="gw-facts__row">
          <dt>{t('notify.last_error')}</dt>
          <dd>
            <Time at={last_error_at} full /> <span className="gw-block">{last_error}</span>
          </dd>
        </div>
      ) : null}
      {waiting
        .filter(([, count]) => count > 0)
        .map(([key, count]) => (
          <div key={key} className="gw-facts__row">
            <dt>{t(key)}</dt>
            <dd>{number(count)}</dd>
          </div>
        ))}
    </dl>
  );
}

interface RowProps {
  tenant: string;
  channel: Channel;
  onChange(): void;
  onRemove(): void;
  reload(): void;
}

function ChannelItem({ tenant, channel, onChange, onRemove, reload }: RowProps) {
  const { t } = useMessages();
  const manages = useManages();
  const test = useMutation({ mutationFn: () => testChannel(tenant, channel.id), onSettled: reload });
  const { name, enabled, settings, place } = channel;
  const kind =
    settings.kind === 'webhook' ? t(`notify.format.${settings.format}`) : t(`notify.kind.${settings.kind}`);
  return (
    <li className="gw-panel">
      <div className="gw-panel__head">
        <h2 className="gw-panel__title">
          {name}{' '}
          <span className={enabled ? 'gw-state gw-state--active' : 'gw-state gw-state--closed'}>
            {t(enabled ? 'notify.sends' : 'notify.paused')}
          </span>
        </h2>
        {manages ? (
          <div className="gw-row-actions">
            <Button
              small
              label={t('notify.test')}
              aria-label={t('notify.test_this', { name })}
              isPending={test.isPending}
              onPress={() => test.mutate()}
            />
            <Button
              small
              variant="tertiary"
              icon="edit"
              label={t('notify.change')}
              aria-label={t('notify.change_channel', { name })}
              onPress={onChange}
            />
            <Button
              small
              variant="tertiary"
              icon="remove"
              label={t('action.remove')}
              aria-label={t('notify.remove_this', { name })}
              onPress={onRemove}
            />
          </div>
        ) : null}
      </div>
      <p>
        {kind} · {place} · {t(`notify.detail.${channel.detail}`)}
      </p>
      <Health channel={channel} />
      {test.isError ? <ErrorNotice error={test.error} /> : null}
      {test.data ? (
        <Notice
          tone={test.data.ok ? 'success' : 'danger'}
          title={t(test.data.ok ? 'notify.test_ok' : 'notify.test_failed')}
        >
          <p className="gw-notice__detail">{test.data.detail}</p>
        </Notice>
      ) : null}
    </li>
  );
}

/** The ways that messages can go. */
export function ChannelPanel({ tenant, channels }: { tenant: string; channels: readonly Channel[] }) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const manages = useManages();
  const [dialog, setDialog] = useState<{ channel: Channel | undefined }>();
  const [removing, setRemoving] = useState<Channel>();
  const reload = () => void queries.invalidateQueries({ queryKey: ['notifications', tenant, 'channels'] });
  const remove = useMutation({
    mutationFn: (id: string) => removeChannel(tenant, id),
    onSettled: reload,
  });
  return (
    <div className="gw-stack">
      {manages ? (
        <div className="gw-toolbar gw-toolbar--end">
          <Button
            small
            variant="primary"
            icon="add"
            label={t('notify.add_channel')}
            onPress={() => setDialog({ channel: undefined })}
          />
        </div>
      ) : null}
      {remove.isError ? <ErrorNotice error={remove.error} /> : null}
      {channels.length === 0 ? (
        <Empty title={t('notify.no_channel')}>
          <p>{t('notify.no_channel_text')}</p>
        </Empty>
      ) : (
        <ul className="gw-stack">
          {channels.map((channel) => (
            <ChannelItem
              key={channel.id}
              tenant={tenant}
              channel={channel}
              reload={reload}
              onChange={() => setDialog({ channel })}
              onRemove={() => setRemoving(channel)}
            />
          ))}
        </ul>
      )}
      <ChannelDialog
        tenant={tenant}
        channel={dialog?.channel}
        isOpen={dialog !== undefined}
        onClose={() => setDialog(undefined)}
        onSaved={reload}
      />
      <ConfirmDialog
        title={t('notify.remove_channel')}
        text={t('notify.remove_channel_text', { name: removing?.name ?? '' })}
        action={t('action.remove')}
        isOpen={removing !== undefined}
        onCancel={() => setRemoving(undefined)}
        onConfirm={() => {
          if (removing) remove.mutate(removing.id);
          setRemoving(undefined);
        }}
      />
    </div>
  );
}
