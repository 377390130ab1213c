import { useState } from 'react';
import { useMessages } from '../i18n/messages.js';
import { Button } from './button.js';
import { ConfirmDialog } from './confirm-dialog.js';

interface RemoveButtonProps {
  /** What would be removed, as the button says it. */
  label: string;
  onRemove(): void;
}

/** Removes one of a list, after asking. */
export function RemoveButton({ label, onRemove }: RemoveButtonProps) {
  const { t } = useMessages();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button small variant="tertiary" iconOnly icon="remove" label={label} onPress={() => setAsking(true)} />
      <ConfirmDialog
        title={`${label}?`}
        text={t('remove.text')}
        action={t('action.remove')}
        isOpen={asking}
        onCancel={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          onRemove();
        }}
      />
    </>
  );
}
