import { lazy, Suspense } from 'react';
import type { Alert } from '../../server/contract/alert.js';
import { useMessages } from '../i18n/messages.js';
import { Dialog } from './dialog.js';
import { ErrorNotice, Loading } from './notice.js';

const EscalateForm = lazy(() => import('./escalate-form.js'));

export interface EscalateProps {
  /** None: the dialog is closed; undefined: they are still being looked up. */
  alerts: readonly Alert[] | undefined;
  /** Why they could not be looked up. */
  error?: unknown;
  onClose(): void;
  /** Called when they belong to an incident; the dialog is still open then. */
  onEscalated?(): void;
}

/** Leads alerts to an incident: a new one, or one that is being worked on. */
export function EscalateDialog({ alerts, error, onClose, onEscalated }: EscalateProps) {
  const { t } = useMessages();
  return (
    <Dialog title={t('escalate.title')} isOpen={alerts?.length !== 0} onClose={onClose}>
      <Suspense fallback={<Loading rows={4} />}>
        {error ? (
          <ErrorNotice error={error} />
        ) : alerts === undefined ? (
          <Loading rows={4} />
        ) : (
          <EscalateForm alerts={alerts} onClose={onClose} onEscalated={onEscalated} />
        )}
      </Suspense>
    </Dialog>
  );
}
