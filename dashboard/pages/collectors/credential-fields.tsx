import { RadioField, TextField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';

/** What a collector is to prove itself by, as a person chooses it. */
export interface CredentialDraft {
  kind: 'token' | 'certificate';
  certificate: string;
}

export const newCredential: CredentialDraft = { kind: 'token', certificate: '' };

/** @returns whether the certificate that is to be there is missing */
export const lacksCertificate = ({ kind, certificate }: CredentialDraft): boolean =>
  kind === 'certificate' && !certificate.includes('-----BEGIN CERTIFICATE-----');

/** Chooses between a token and a client certificate. */
export function CredentialFields({
  draft,
  onChange,
  checked,
}: {
  draft: CredentialDraft;
  onChange(draft: CredentialDraft): void;
  checked: boolean;
}) {
  const { t } = useMessages();
  return (
    <>
      <RadioField
        label={t('collectors.credential')}
        value={draft.kind}
        options={[
          {
            value: 'token',
            label: t('collectors.credential.token'),
            hint: t('collectors.credential.token_hint'),
          },
          {
            value: 'certificate',
            label: t('collectors.credential.certificate'),
            hint: t('collectors.credential.certificate_hint'),
          },
        ]}
        onChange={(kind) => onChange({ ...draft, kind })}
      />
      {draft.kind === 'certificate' ? (
        <TextField
          label={t('collectors.certificate')}
          hint={t('collectors.certificate_hint')}
          rows={6}
          value={draft.certificate}
          onChange={(certificate) => onChange({ ...draft, certificate })}
          error={checked && lacksCertificate(draft) ? t('collectors.certificate_wrong') : undefined}
        />
      ) : null}
    </>
  );
}
