import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { OwnFactors } from '../../../server/contract/second-factors.js';
import { getFactors, removePasskey, removeTotp, renewRecoveryCodes } from '../../api/account.js';
import { passkeysPossible } from '../../api/webauthn.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { FactorDialog, type Setup } from './factor-dialog.js';
import { RenamePasskeyDialog } from './rename-passkey-dialog.js';

type Passkey = OwnFactors['passkeys'][number];
/** What is about to be taken away: a passkey, or the codes by time. */
type Doomed = Passkey | 'totp';

interface PasskeyItemProps {
  passkey: Passkey;
  onRename(): void;
  onRemove(): void;
}

function PasskeyItem({ passkey, onRename, onRemove }: PasskeyItemProps) {
  const { t, dateTime } = useMessages();
  const { name, host, created_at, last_used_at } = passkey;
  const used = last_used_at ? dateTime(last_used_at) : t('passkey.never_used');
  return (
    <li className="gw-factor">
      <div>
        <strong>{name}</strong>
        <p className="gw-factor__facts">
          {t('passkey.facts', { host, created: dateTime(created_at), used })}
        </p>
      </div>
      <span className="gw-factor__actions">
        <Button
          small
          variant="tertiary"
          label={t('passkey.rename')}
          aria-label={t('passkey.rename_this', { name })}
          onPress={onRename}
        />
        <Button
          small
          variant="tertiary"
          icon="remove"
          label={t('action.remove')}
          aria-label={t('passkey.remove_this', { name })}
          onPress={onRemove}
        />
      </span>
    </li>
  );
}

/** One's own second factors: codes by time, passkeys, recovery codes. */
export function FactorsPanel() {
  const { t, dateTime, plural } = useMessages();
  const queries = useQueryClient();
  const [setup, setSetup] = useState<Setup>();
  const [doomed, setDoomed] = useState<Doomed>();
  const [renaming, setRenaming] = useState<Passkey>();
  const { data, error, refetch } = useQuery({
    queryKey: ['factors'],
    queryFn: ({ signal }) => getFactors(signal),
  });
  const reload = () => void queries.invalidateQueries({ queryKey: ['factors'] });
  const remove = useMutation({
    mutationFn: (what: Doomed) => (what === 'totp' ? removeTotp() : removePasskey(what.id)),
    onSuccess() {
      reload();
      // The last one gone may be one that the configuration wants.
      void queries.invalidateQueries({ queryKey: ['session'] });
    },
  });
  const renew = useMutation({ mutationFn: renewRecoveryCodes, onSuccess: reload });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={5} />;
  const { totp_since, passkeys, recovery_codes } = data;
  const any = totp_since !== null || passkeys.length > 0;
  return (
    <>
      {remove.error ? <ErrorNotice error={remove.error} /> : null}
      {renew.error ? <ErrorNotice error={renew.error} /> : null}
      <section className="gw-panel" aria-labelledby="account-passkeys">
        <h2 className="gw-panel__title" id="account-passkeys">
          {t('passkey.title')}
        </h2>
        <p className="gw-prose">{t('passkey.text')}</p>
        <ul className="gw-factors">
          {passkeys.map((passkey) => (
            <PasskeyItem
              key={passkey.id}
              passkey={passkey}
              onRename={() => setRenaming(passkey)}
              onRemove={() => setDoomed(passkey)}
            />
          ))}
        </ul>
        {passkeysPossible() ? (
          <Button small icon="add" label={t('passkey.add')} onPress={() => setSetup('passkey')} />
        ) : (
          <Notice tone="info" title={t('passkey.impossible')} />
        )}
      </section>
      <section className="gw-panel" aria-labelledby="account-totp">
        <h2 className="gw-panel__title" id="account-totp">
          {t('totp.title')}
        </h2>
        <p className="gw-prose">
          {totp_since ? t('totp.since', { at: dateTime(totp_since) }) : t('totp.text')}
        </p>
        <div className="gw-form__actions">
          <Button
            small
            icon={totp_since ? 'refresh' : 'add'}
            label={t(totp_since ? 'totp.replace' : 'totp.set_up')}
            onPress={() => setSetup('totp')}
          />
          {totp_since ? (
            <Button
              small
              variant="tertiary"
              icon="remove"
              label={t('totp.remove')}
              onPress={() => setDoomed('totp')}
            />
          ) : null}
        </div>
      </section>
      {any ? (
        <section className="gw-panel" aria-labelledby="account-recovery">
          <h2 className="gw-panel__title" id="account-recovery">
            {t('recovery.title')}
          </h2>
          <p className="gw-prose">{t('recovery.text')}</p>
          <p>{plural('recovery.left', recovery_codes)}</p>
          <Button
            small
            icon="refresh"
            label={t('recovery.renew')}
            isPending={renew.isPending}
            onPress={() => renew.mutate()}
          />
        </section>
      ) : null}
      <FactorDialog
        setup={setup}
        codes={renew.data?.recovery_codes}
        onClose={() => {
          setSetup(undefined);
          renew.reset();
        }}
      />
      <RenamePasskeyDialog passkey={renaming} onClose={() => setRenaming(undefined)} onSaved={reload} />
      <ConfirmDialog
        title={t('factor.remove_title')}
        text={
          doomed === 'totp' ? t('totp.remove_text') : t('passkey.remove_text', { name: doomed?.name ?? '' })
        }
        action={t('action.remove')}
        isOpen={doomed !== undefined}
        onCancel={() => setDoomed(undefined)}
        onConfirm={() => {
          if (doomed) remove.mutate(doomed);
          setDoomed(undefined);
        }}
      />
    </>
  );
}
