import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useMessages } from '../i18n/messages.js';
import { Button } from './button.js';

interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose(): void;
  /** `alertdialog` for a question about something that cannot be undone. */
  role?: 'dialog' | 'alertdialog';
  wide?: boolean;
  children: ReactNode;
}

/** A modal dialog that keeps the focus, closes with Escape and gives the focus back. */
export function Dialog({ title, isOpen, onClose, role = 'dialog', wide, children }: DialogProps) {
  const { t } = useMessages();
  return (
    <ModalOverlay
      className="gw-overlay"
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={role === 'dialog'}
    >
      <Modal className={`gw-modal${wide ? ' gw-modal--wide' : ''}`}>
        <AriaDialog role={role} className="gw-dialog">
          <div className="gw-dialog__header">
            <Heading slot="title" className="gw-dialog__title">
              {title}
            </Heading>
            <Button
              variant="tertiary"
              small
              icon="close"
              iconOnly
              label={t('action.close_dialog')}
              onPress={onClose}
            />
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
