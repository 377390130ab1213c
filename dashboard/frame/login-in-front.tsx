import { useLayoutEffect } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { useMessages } from '../i18n/messages.js';
import { LoginPage } from '../pages/login/login-page.js';

/**
 * Asks whoever's session has ended to log in again, in front of everything: a dialog that was open keeps what was
 * typed into it, is not shown, and takes no focus meanwhile.
 */
export function LoginInFront({ onLoggedIn }: { onLoggedIn(password: string): void }) {
  const { t } = useMessages();
  // A class instead of `:has()`: that one has the browser look at every element again after each change of any.
  useLayoutEffect(() => {
    document.body.classList.add('gw-login-in-front');
    return () => document.body.classList.remove('gw-login-in-front');
  }, []);
  return (
    <ModalOverlay className="gw-entry-front" isOpen isKeyboardDismissDisabled>
      <Modal>
        <Dialog className="gw-entry-front__dialog" aria-label={t('login.title')}>
          <LoginPage expired onLoggedIn={onLoggedIn} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
