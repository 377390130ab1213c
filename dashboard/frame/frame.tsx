import { Suspense, useEffect, useRef, useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { Outlet, useLocation } from 'react-router';
import { Button } from '../components/button.js';
import { Icon } from '../components/icon.js';
import { Loading } from '../components/notice.js';
import { useMessages } from '../i18n/messages.js';
import { ConnectionStatus } from './connection-status.js';
import { DesktopNotices } from './desktop-notices.js';
import { Footer } from './footer.js';
import { Navigation } from './navigation.js';
import { LanguageSwitch, ThemeMenu } from './preferences.js';
import { TenantChoice } from './tenant-choice.js';
import { UserMenu } from './user-menu.js';

function Brand() {
  const { t } = useMessages();
  return (
    <span className="gw-brand">
      <img src="./logo.svg" alt="" width="30" height="30" />
      <span>{t('product.name')}</span>
    </span>
  );
}

/** Focuses the page's content after a change of page, as a full page load would. */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}

function NavigationDrawer({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) {
  const { t } = useMessages();
  return (
    <ModalOverlay
      className="gw-overlay"
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
    >
      <Modal className="gw-drawer">
        <Dialog className="gw-drawer__dialog" aria-label={t('nav.label')}>
          <div className="gw-drawer__top">
            <Brand />
            <span className="gw-drawer__language">
              <LanguageSwitch />
            </span>
            <Button variant="tertiary" small iconOnly icon="close" label={t('nav.close')} onPress={onClose} />
          </div>
          <nav aria-label={t('nav.label')}>
            <Navigation onNavigate={onClose} />
          </nav>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** What surrounds every page: product, navigation, status and preferences. */
export function Frame() {
  const { t } = useMessages();
  const [drawer, setDrawer] = useState(false);
  const main = useFocusOnNavigation();
  return (
    <div className="gw-frame">
      <DesktopNotices />
      <button type="button" className="gw-skip" onClick={() => main.current?.focus()}>
        {t('frame.skip')}
      </button>
      <nav className="gw-rail" aria-label={t('nav.label')}>
        <Brand />
        <Navigation />
        <p className="gw-rail__motto">{t('product.motto')}</p>
      </nav>
      <header className="gw-bar">
        <button
          type="button"
          className="gw-bar-button gw-bar__menu"
          aria-label={t('nav.open')}
          aria-haspopup="dialog"
          aria-expanded={drawer}
          onClick={() => setDrawer(true)}
        >
          <Icon name="menu" />
        </button>
        <span className="gw-bar__brand">
          <Brand />
        </span>
        <div className="gw-bar__facts">
          <TenantChoice />
          <ConnectionStatus />
        </div>
        <div className="gw-bar__controls">
          <span className="gw-bar__language">
            <LanguageSwitch />
          </span>
          <ThemeMenu />
          <UserMenu />
        </div>
      </header>
      <NavigationDrawer isOpen={drawer} onClose={() => setDrawer(false)} />
      <main ref={main} tabIndex={-1} className="gw-main">
        <Suspense fallback={<Loading rows={8} />}>
          <Outlet />
        </Suspense>
      </main>
      <Footer />
    </div>
  );
}
