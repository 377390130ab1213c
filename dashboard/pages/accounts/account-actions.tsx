import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { UserAccount } from '../../api/users.js';
import { Icon } from '../../components/icon.js';
import { useMessages } from '../../i18n/messages.js';
import { type AccountAct, type ActKind, actLabel } from './act-dialog.js';

interface AccountActionsProps {
  account: UserAccount;
  onAct(act: AccountAct): void;
}

/** What can be done with an account, in a menu. */
export function AccountActions({ account, onAct }: AccountActionsProps) {
  const { t } = useMessages();
  const kinds: ActKind[] = [
    'reset_password',
    ...(account.second_factor ? (['reset_factors'] as const) : []),
    'end_sessions',
    'provider',
    'disable',
  ];
  return (
    <MenuTrigger>
      <AriaButton
        className="kern-btn kern-btn--tertiary gw-btn gw-btn--small"
        aria-label={t('accounts.act_on', { name: account.username })}
      >
        <span className="kern-label">{t('accounts.act')}</span>
        <Icon name="chevron" />
      </AriaButton>
      <Popover className="gw-popover" placement="bottom end">
        <Menu
          className="gw-menu"
          aria-label={t('accounts.act_on', { name: account.username })}
          onAction={(key) => onAct({ account, kind: key as ActKind })}
        >
          {kinds.map((kind) => (
            <MenuItem key={kind} id={kind} className="gw-menu__item">
              {t(actLabel({ account, kind }))}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
