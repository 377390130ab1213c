import { useMessages } from '../i18n/messages.js';
import { Button } from './button.js';

interface UndoNoteProps {
  /** What was done; undefined: nothing that can be undone. */
  text: string | undefined;
  isPending?: boolean;
  onUndo(): void;
  onClose(): void;
}

/** Says what was changed at once, and takes it back. */
export function UndoNote({ text, isPending = false, onUndo, onClose }: UndoNoteProps) {
  const { t } = useMessages();
  return (
    <div className="gw-undo" role="status">
      {text === undefined ? null : (
        <div className="gw-undo__line">
          <span>{text}</span>
          <Button small label={t('undo.undo')} isPending={isPending} onPress={onUndo} />
          <Button small variant="tertiary" iconOnly icon="close" label={t('undo.close')} onPress={onClose} />
        </div>
      )}
    </div>
  );
}
