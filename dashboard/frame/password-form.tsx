import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { ApiError } from '../api/http.js';
import { changePassword } from '../api/session.js';
import { useAnnounce } from '../components/announcer.js';
import { Button } from '../components/button.js';
import { TextField } from '../components/fields.js';
import { ErrorNotice } from '../components/notice.js';
import { type Messages, useMessages } from '../i18n/messages.js';

const shortest = 12;
const long = 20;

/** By length alone: the server knows the words that everybody takes. */
function strength(password: string, t: Messages['t']): string {
  const length = [...password].length;
  if (length < shortest) return t('password.strength.short', { count: shortest - length });
  return t(length < long ? 'password.strength.enough' : 'password.strength.strong');
}

interface PasswordFormProps {
  /** The password that was just used to log in, so that it need not be typed twice. */
  current?: string;
  onDone(): void;
  onCancel?: () => void;
}

/** Changes the user's own password. */
export function PasswordForm({ current, onDone, onCancel }: PasswordFormProps) {
  const { t } = useMessages();
  const announce = useAnnounce();
  const [typed, setTyped] = useState({ current: current ?? '', next: '', again: '' });
  const [checked, setChecked] = useState(false);
  const change = useMutation({
    mutationFn: () => changePassword({ current: typed.current, new: typed.next }),
    onSuccess() {
      announce(t('password.changed'));
      onDone();
    },
  });
  const tooShort = typed.next.length < shortest ? t('password.too_short', { count: shortest }) : undefined;
  const different = typed.again !== typed.next ? t('password.different') : undefined;
  const wrong = change.error instanceof ApiError && change.error.code === 'CREDENTIALS_WRONG';

  return (
    <Form
      className="gw-form"
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!tooShort && !different) change.mutate();
      }}
    >
      {change.isError && !wrong ? <ErrorNotice error={change.error} /> : null}
      {current === undefined || wrong ? (
        <TextField
          label={t('password.current')}
          type="password"
          autoComplete="current-password"
          isRequired
          value={typed.current}
          onChange={(value) => setTyped({ ...typed, current: value })}
          error={wrong ? t('password.current_wrong') : undefined}
        />
      ) : null}
      <TextField
        label={t('password.new')}
        hint={typed.next === '' ? t('password.hint', { count: shortest }) : strength(typed.next, t)}
        type="password"
        autoComplete="new-password"
        isRequired
        value={typed.next}
        onChange={(value) => setTyped({ ...typed, next: value })}
        error={checked ? tooShort : undefined}
      />
      <TextField
        label={t('password.again')}
        type="password"
        autoComplete="new-password"
        isRequired
        value={typed.again}
        onChange={(value) => setTyped({ ...typed, again: value })}
        error={checked && !tooShort ? different : undefined}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('password.submit')} isPending={change.isPending} />
        {onCancel ? <Button variant="tertiary" label={t('action.cancel')} onPress={onCancel} /> : null}
      </div>
    </Form>
  );
}
