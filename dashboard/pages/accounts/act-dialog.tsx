import type { UserAccount } from '../../api/users.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { type MessageKey, useMessages } from '../../i18n/messages.js';

export type ActKind = 'reset_password' | 'reset_factors' | 'end_sessions' | 'provider' | 'disable';

/** Something that is to be done with an account. */
export interface AccountAct {
  account: UserAccount;
  kind: ActKind;
}

/** The act as it is in fact: a switch is turned the other way. */
function variant({ account, kind }: AccountAct) {
  if (kind === 'disable') return account.disabled ? 'enable' : 'disable';
  if (kind === 'provider') return account.roles.includes('provider') ? 'provider_take' : 'provider_give';
  return kind;
}

export const actLabel = (act: AccountAct): MessageKey => `accounts.act.${variant(act)}`;

interface ActDialogProps {
  act: AccountAct | undefined;
  onConfirm(act: AccountAct): void;
  onCancel(): void;
}

/** Asks before something is done with an account. */
export function ActDialog({ act, onConfirm, onCancel }: ActDialogProps) {
  const { t } = useMessages();
  return (
    <ConfirmDialog
      title={act ? t(actLabel(act)) : ''}
      text={act ? t(`accounts.ask.${variant(act)}`, { name: act.account.username }) : ''}
      action={act ? t(actLabel(act)) : ''}
      isOpen={act !== undefined}
      onCancel={onCancel}
      onConfirm={() => {
        if (act) onConfirm(act);
      }}
    />
  );
}
