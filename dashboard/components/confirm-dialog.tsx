import { useMessages } from '../i18n/messages.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';

interface ConfirmDialogProps {
  title: string;
  text: string;
  /** Label of the button that does it. */
  action: string;
  isOpen: boolean;
  onConfirm(): void;
  onCancel(): void;
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog({ title, text, action, isOpen, onConfirm, onCancel }: ConfirmDialogProps) {
  const { t } = useMessages();
  return (
    <Dialog role="alertdialog" title={title} isOpen={isOpen} onClose={onCancel}>
      <div className="gw-form">
        <p>{text}</p>
        <div className="gw-form__actions">
          <Button variant="danger" label={action} onPress={onConfirm} />
          <Button variant="tertiary" label={t('action.cancel')} onPress={onCancel} />
        </div>
      </div>
    </Dialog>
  );
}
