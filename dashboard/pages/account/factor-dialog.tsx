import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../../components/dialog.js';
import { RecoveryCodes } from '../../components/recovery-codes.js';
import { useMessages } from '../../i18n/messages.js';
import { PasskeySetup } from './passkey-setup.js';
import { TotpSetup } from './totp-setup.js';

export type Setup = 'totp' | 'passkey';

interface FactorDialogProps {
  /** What is set up; undefined: nothing. */
  setup: Setup | undefined;
  /** Codes to be shown without anything to set up. */
  codes?: readonly string[] | undefined;
  onClose(): void;
}

/** Sets up a second factor, and shows the recovery codes that come with the first one. */
export function FactorDialog({ setup, codes, onClose }: FactorDialogProps) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [issued, setIssued] = useState<readonly string[]>();
  const shown = issued ?? codes;
  const close = () => {
    setIssued(undefined);
    onClose();
  };
  const done = (fresh: readonly string[] | undefined) => {
    void queries.invalidateQueries({ queryKey: ['factors'] });
    if (fresh === undefined) close();
    else setIssued(fresh);
  };
  const title = shown ? 'recovery.title' : setup === 'passkey' ? 'passkey.add' : 'totp.set_up';
  return (
    <Dialog title={t(title)} isOpen={setup !== undefined || codes !== undefined} onClose={close}>
      {shown ? <RecoveryCodes codes={shown} onDone={close} /> : null}
      {!shown && setup === 'totp' ? <TotpSetup onDone={done} onCancel={close} /> : null}
      {!shown && setup === 'passkey' ? <PasskeySetup onDone={done} onCancel={close} /> : null}
    </Dialog>
  );
}
