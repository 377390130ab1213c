import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Form } from 'react-aria-components';
import type { PasskeyAnswer, ProofChoice } from '../../server/contract/second-factors.js';
import { askPasskey, passkeysPossible, wasCancelled } from '../api/webauthn.js';
import { useMessages } from '../i18n/messages.js';
import { Button } from './button.js';
import { TextField } from './fields.js';
import { ErrorNotice, Notice } from './notice.js';

/** What a person has typed, or what a passkey has answered. */
export interface Proof {
  password?: string;
  code?: string;
  passkey?: PasskeyAnswer;
}

interface ProofFormProps {
  choice: ProofChoice;
  /** Whether the password belongs to it. */
  withPassword?: boolean;
  submitLabel: string;
  onProof(proof: Proof): Promise<void>;
  /** Further buttons. */
  children?: ReactNode;
}

/** A failed call; the browser's own dialog that was closed is no failure of anything. */
export function ProofFault({ error }: { error: unknown }) {
  const { t } = useMessages();
  if (error === null) return null;
  if (wasCancelled(error)) return <Notice tone="warning" title={t('passkey.cancelled')} />;
  if (error instanceof DOMException) return <Notice tone="danger" title={t('passkey.failed')} />;
  return <ErrorNotice error={error} />;
}

/** Asks for a code or a passkey, and for the password where it belongs to the proof. */
export function ProofForm({ choice, withPassword = false, submitLabel, onProof, children }: ProofFormProps) {
  const { t } = useMessages();
  const [typed, setTyped] = useState({ password: '', code: '' });
  const prove = useMutation({ mutationFn: onProof });
  const answer = useMutation({
    mutationFn: async (options: NonNullable<ProofChoice['passkey']>) =>
      onProof({ passkey: await askPasskey(options) }),
  });
  const { passkey } = choice;
  return (
    <div className="gw-form">
      <ProofFault error={prove.error ?? answer.error} />
      {passkey && passkeysPossible() ? (
        <>
          <Button
            variant={choice.totp ? 'secondary' : 'primary'}
            icon="key"
            label={t('passkey.use')}
            isPending={answer.isPending}
            onPress={() => answer.mutate(passkey)}
          />
          <p className="gw-or">{t('login.or')}</p>
        </>
      ) : null}
      <Form
        className="gw-form"
        onSubmit={(event) => {
          event.preventDefault();
          answer.reset();
          prove.mutate({
            ...(withPassword ? { password: typed.password } : {}),
            ...(choice.code ? { code: typed.code.trim() } : {}),
          });
        }}
      >
        {withPassword ? (
          <TextField
            label={t('login.password')}
            name="password"
            type="password"
            autoComplete="current-password"
            autoFocus
            isRequired
            value={typed.password}
            onChange={(password) => setTyped({ ...typed, password })}
          />
        ) : null}
        {choice.code ? (
          <TextField
            label={t(choice.totp ? 'factor.code' : 'factor.recovery_code')}
            hint={t(choice.totp ? 'factor.code_hint' : 'factor.recovery_hint')}
            name="code"
            autoComplete="one-time-code"
            autoFocus={!withPassword}
            isRequired
            value={typed.code}
            onChange={(code) => setTyped({ ...typed, code })}
          />
        ) : null}
        <div className="gw-form__actions">
          <Button type="submit" variant="primary" label={submitLabel} isPending={prove.isPending} />
          {children}
        </div>
      </Form>
    </div>
  );
}
