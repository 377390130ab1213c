import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';
import type { ChannelDraft } from './channel-draft.js';

interface FieldsProps {
  draft: ChannelDraft;
  set(change: Partial<ChannelDraft>): void;
  /** Names of secrets that are kept. */
  kept: readonly string[];
}

type TextName = {
  [K in keyof ChannelDraft]: ChannelDraft[K] extends string
    ? string extends ChannelDraft[K]
      ? K
      : never
    : never;
}[keyof ChannelDraft];

/** Binds a field of the draft to an input. */
const bind = ({ draft, set }: FieldsProps, name: TextName) => ({
  value: draft[name],
  onChange: (value: string) => set({ [name]: value }),
  autoComplete: 'off',
});

/** The fields of the channel's kind. */
export function SettingFields(props: FieldsProps) {
  switch (props.draft.kind) {
    case 'email':
      return <EmailFields {...props} />;
    case 'webhook':
      return <WebhookFields {...props} />;
    case 'syslog':
      return <SyslogFields {...props} />;
  }
}

/** A secret is typed in, and never shown again. */
function SecretField({ name, ...props }: FieldsProps & { name: 'password' | 'url' | 'token' | 'key' }) {
  const { t } = useMessages();
  const isKept = props.kept.includes(name);
  return (
    <TextField
      label={t(`notify.secret.${name}`)}
      hint={t(isKept ? 'notify.secret_kept' : `notify.secret_hint.${name}`)}
      type={name === 'url' ? 'url' : 'password'}
      {...bind(props, name)}
      autoComplete="new-password"
    />
  );
}

function ServerFields(props: FieldsProps) {
  const { t } = useMessages();
  return (
    <FieldRow>
      <TextField label={t('notify.host')} isRequired {...bind(props, 'host')} />
      <TextField label={t('notify.port')} type="number" isRequired {...bind(props, 'port')} />
    </FieldRow>
  );
}

function AuthorityField(props: FieldsProps) {
  const { t } = useMessages();
  return <TextField label={t('notify.ca')} hint={t('notify.ca_hint')} rows={2} {...bind(props, 'ca')} />;
}

function EmailFields(props: FieldsProps) {
  const { t } = useMessages();
  const { draft, set } = props;
  return (
    <>
      <ServerFields {...props} />
      <FieldRow>
        <SelectField
          label={t('notify.security')}
          value={draft.security}
          options={(['starttls', 'tls', 'none'] as const).map((value) => ({
            value,
            label: t(`notify.security.${value}`),
          }))}
          onChange={(security) => set({ security })}
        />
        <TextField label={t('notify.user')} {...bind(props, 'user')} />
      </FieldRow>
      {draft.security === 'none' ? null : (
        <>
          <SecretField {...props} name="password" />
          <AuthorityField {...props} />
        </>
      )}
      <TextField label={t('notify.from')} type="email" isRequired {...bind(props, 'from')} />
      <TextField
        label={t('notify.recipients')}
        hint={t('notify.recipients_hint')}
        rows={3}
        isRequired
        {...bind(props, 'recipients')}
      />
    </>
  );
}

function WebhookFields(props: FieldsProps) {
  const { t } = useMessages();
  const { draft, set } = props;
  return (
    <>
      <SelectField
        label={t('notify.format')}
        value={draft.format}
        options={(['mattermost', 'teams', 'matrix', 'generic'] as const).map((value) => ({
          value,
          label: t(`notify.format.${value}`),
        }))}
        onChange={(format) => set({ format })}
      />
      <SecretField {...props} name="url" />
      {draft.format === 'matrix' ? (
        <>
          <TextField label={t('notify.room')} hint={t('notify.room_hint')} {...bind(props, 'room')} />
          <SecretField {...props} name="token" />
        </>
      ) : null}
      {draft.format === 'generic' ? <SecretField {...props} name="key" /> : null}
      <AuthorityField {...props} />
    </>
  );
}

function SyslogFields(props: FieldsProps) {
  const { t } = useMessages();
  const { draft, set } = props;
  return (
    <>
      <ServerFields {...props} />
      <FieldRow>
        <SelectField
          label={t('notify.transport')}
          value={draft.transport}
          options={(['tls', 'tcp', 'udp'] as const).map((value) => ({ value, label: value.toUpperCase() }))}
          onChange={(transport) => set({ transport })}
        />
        <SelectField
          label={t('notify.line')}
          value={draft.line}
          options={[
            { value: 'rfc5424', label: 'RFC 5424' },
            { value: 'cef', label: 'CEF' },
          ]}
          onChange={(line) => set({ line })}
        />
        <TextField label={t('notify.facility')} type="number" {...bind(props, 'facility')} />
      </FieldRow>
      {draft.transport === 'tls' ? <AuthorityField {...props} /> : null}
    </>
  );
}
