import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { beginTotp, finishTotp } from '../../api/account.js';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { QrCode } from '../../components/qr-code.js';
import { useMessages } from '../../i18n/messages.js';

interface TotpSetupProps {
  /** @param codes recovery codes that came with it */
  onDone(codes: readonly string[] | undefined): void;
  onCancel(): void;
}

const inGroups = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ');

/** Sets up codes by time: QR code and secret for the app, and a first code that shows that it worked. */
export function TotpSetup({ onDone, onCancel }: TotpSetupProps) {
  const { t } = useMessages();
  const [code, setCode] = useState('');
  const start = useQuery({ queryKey: ['totp-setup'], queryFn: beginTotp, gcTime: 0, staleTime: Infinity });
  const finish = useMutation({
    mutationFn: (enrolment: string) => finishTotp({ enrolment, code }),
    onSuccess: ({ recovery_codes }) => onDone(recovery_codes),
  });
  if (start.error) return <ErrorNotice error={start.error} onRetry={() => void start.refetch()} />;
  if (!start.data) return <Loading rows={6} />;
  const { enrolment, secret, uri } = start.data;
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        finish.mutate(enrolment);
      }}
    >
      {finish.error ? <ErrorNotice error={finish.error} /> : null}
      <p>{t('totp.scan')}</p>
      <QrCode text={uri} />
      <p>
        {t('totp.secret')}
        <code className="gw-secret" data-testid="totp-secret">
          {inGroups(secret)}
        </code>
      </p>
      <TextField
        label={t('totp.first_code')}
        hint={t('totp.first_code_hint')}
        inputMode="numeric"
        autoComplete="one-time-code"
        isRequired
        value={code}
        onChange={setCode}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('totp.finish')} isPending={finish.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onCancel} />
      </div>
    </Form>
  );
}
