import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ExceptionPreview as Preview } from '../../../server/contract/rule-views.js';
import { previewException } from '../../api/rules.js';
import { ErrorNotice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';

/**
 * @param detection that the person has stopped writing
 * @returns the preview of an exception: its faults, and what it would take away
 */
export function useExceptionPreview(rule: string, tenant: string, detection: string) {
  return useQuery({
    queryKey: ['rules', rule, 'preview', tenant, detection],
    queryFn: () => previewException(rule, tenant, detection),
    enabled: detection.trim() !== '',
    placeholderData: (before) => before,
    retry: false,
  });
}

interface ExceptionPreviewProps {
  preview: Preview | undefined;
  error: unknown;
  /** Whether what is shown is of a text that has been changed since. */
  stale: boolean;
}

/** What an exception would take away of the alerts that there are. */
export function ExceptionPreview({ preview, error, stale }: ExceptionPreviewProps) {
  const { t, plural } = useMessages();
  if (error) return <ErrorNotice error={error} />;
  if (preview === undefined) return null;
  const faulty = preview.problems.some(({ severity }) => severity === 'error');
  const { alerts, taken, partly, examples } = preview;
  return (
    <div className="gw-preview" role="status" aria-busy={stale}>
      <p className="gw-preview__figure">
        {faulty
          ? t('rules.preview.faulty')
          : alerts === 0
            ? t('rules.preview.no_alerts')
            : plural('rules.preview.taken', taken, { alerts })}
      </p>
      {partly > 0 ? <p>{plural('rules.preview.partly', partly)}</p> : null}
      {!faulty && alerts > 0 && taken === alerts ? (
        <p className="gw-preview__warning">{t('rules.preview.all')}</p>
      ) : null}
      {examples.length > 0 ? (
        <ul className="gw-preview__examples">
          {examples.map(({ id, entity, last_seen }) => (
            <li key={id}>
              <Link className="kern-link" to={`/alerts/${id}`}>
                {entity}
              </Link>{' '}
              <Time at={last_seen} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
