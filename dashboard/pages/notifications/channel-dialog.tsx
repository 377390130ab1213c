import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Channel } from '../../../server/contract/notification-channels.js';
import { saveChannel } from '../../api/notifications.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { FieldRow, RadioField, SelectField, TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { draftOf, inputOf } from './channel-draft.js';
import { SettingFields } from './channel-fields.js';

interface DialogProps {
  tenant: string;
  /** Undefined: a new one. */
  channel: Channel | undefined;
  onClose(): void;
  onSaved(): void;
}

function ChannelForm({ tenant, channel, onClose, onSaved }: DialogProps) {
  const { t } = useMessages();
  const [draft, setDraft] = useState(() => draftOf(channel));
  const save = useMutation({
    mutationFn: () => saveChannel(tenant, channel?.id, inputOf(draft, channel?.version)),
    onSuccess: () => {
      onSaved();
      onClose();
    },
  });
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <SaveFault error={save.error} />
      {channel === undefined ? (
        <RadioField
          label={t('notify.kind')}
          value={draft.kind}
          options={(['email', 'webhook', 'syslog'] as const).map((value) => ({
            value,
            label: t(`notify.kind.${value}`),
            hint: t(`notify.kind_hint.${value}`),
          }))}
          onChange={(kind) => set({ kind, port: kind === 'syslog' ? '6514' : '587' })}
        />
      ) : null}
      <TextField
        label={t('notify.name')}
        isRequired
        maxLength={120}
        value={draft.name}
        onChange={(name) => set({ name })}
      />
      <SettingFields draft={draft} set={set} kept={channel?.secrets_set ?? []} />
      <RadioField
        label={t('notify.detail')}
        value={draft.detail}
        options={(['title', 'entity', 'fields'] as const).map((value) => ({
          value,
          label: t(`notify.detail.${value}`),
        }))}
        onChange={(detail) => set({ detail })}
      />
      <FieldRow>
        <SelectField
          label={t('notify.language')}
          value={draft.language}
          options={[
            { value: 'de', label: 'Deutsch' },
            { value: 'en', label: 'English' },
          ]}
          onChange={(language) => set({ language })}
        />
        <TextField
          label={t('notify.burst')}
          type="number"
          value={draft.burst}
          onChange={(burst) => set({ burst })}
        />
        <TextField
          label={t('notify.per_hour')}
          type="number"
          value={draft.per_hour}
          onChange={(per_hour) => set({ per_hour })}
        />
      </FieldRow>
      <p className="gw-muted">{t('notify.limit_hint')}</p>
      <Switch
        label={t('notify.sending')}
        isSelected={draft.enabled}
        onChange={(enabled) => set({ enabled })}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Makes or changes a channel. */
export function ChannelDialog({ isOpen, ...rest }: DialogProps & { isOpen: boolean }) {
  const { t } = useMessages();
  const title = rest.channel
    ? t('notify.change_channel', { name: rest.channel.name })
    : t('notify.add_channel');
  return (
    <Dialog title={title} isOpen={isOpen} onClose={rest.onClose} wide>
      {isOpen ? <ChannelForm {...rest} /> : null}
    </Dialog>
  );
}
