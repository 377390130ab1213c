import { useState } from 'react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { useNavigate } from 'react-router';
import { Dialog } from '../components/dialog.js';
import { Icon } from '../components/icon.js';
import { useMessages } from '../i18n/messages.js';
import { useSession, useSessionActions } from '../state/session.js';
import { PasswordForm } from './password-form.js';

/** Who is logged in, change of the password, and the way out. */
export function UserMenu() {
  const { t } = useMessages();
  const { user } = useSession();
  const { logOut } = useSessionActions();
  const navigate = useNavigate();
  const [changing, setChanging] = useState(false);
  if (user === undefined) return null;
  const roles = user.roles.map((role) => t(`role.${role}`)).join(', ');

  const act = (key: string) => {
    if (key === 'account') void navigate('/account');
    else if (key === 'password') setChanging(true);
    else void logOut();
  };

  return (
    <>
      <MenuTrigger>
        <Button
          className="gw-bar-button gw-bar-button--user"
          aria-label={t('user.menu', { name: user.username })}
        >
          <Icon name="user" />
          <span className="gw-bar-button__text">{user.username}</span>
        </Button>
        <Popover className="gw-popover" placement="bottom end">
          <Menu
            className="gw-menu"
            aria-label={t('user.menu', { name: user.username })}
            onAction={(key) => act(String(key))}
          >
            <MenuSection>
              <Header className="gw-menu__header">
                <strong>{user.username}</strong>
                <span>{roles}</span>
              </Header>
              <MenuItem id="account" className="gw-menu__item">
                <Icon name="user" />
                {t('account.title')}
              </MenuItem>
              <MenuItem id="password" className="gw-menu__item">
                <Icon name="key" />
                {t('user.change_password')}
              </MenuItem>
              <MenuItem id="logout" className="gw-menu__item">
                <Icon name="logout" />
                {t('user.log_out')}
              </MenuItem>
            </MenuSection>
          </Menu>
        </Popover>
      </MenuTrigger>
      <Dialog title={t('password.title')} isOpen={changing} onClose={() => setChanging(false)}>
        <PasswordForm onDone={() => setChanging(false)} onCancel={() => setChanging(false)} />
      </Dialog>
    </>
  );
}
