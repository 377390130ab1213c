import { ApiError } from '../api/http.js';
import { useMessages } from '../i18n/messages.js';
import { ErrorNotice, Notice } from './notice.js';

/** Why something was not stored; a change that somebody else made in the meantime is told as such. */
export function SaveFault({ error }: { error: unknown }) {
  const { t } = useMessages();
  if (error === null || error === undefined) return null;
  if (!(error instanceof ApiError) || error.code !== 'CONFLICT') return <ErrorNotice error={error} />;
  return (
    <Notice tone="warning" title={t('error.CONFLICT')}>
      <p>{t('targets.conflict_text')}</p>
    </Notice>
  );
}
