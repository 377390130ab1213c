import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { getRequirement } from '../../api/catalogs.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

interface CompareTextProps {
  catalog: string;
  requirement: string;
  /** The sub-requirement that is meant, where it is one. */
  marked?: string;
}

/** What a requirement or control asks for, where its text is installed. */
export function CompareText({ catalog, requirement, marked }: CompareTextProps) {
  const { t } = useMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['requirement', catalog, requirement],
    queryFn: ({ signal }) => getRequirement(catalog, requirement, signal),
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={2} />;
  const { parts, sub_requirements: subs } = data;
  if (parts.length === 0) {
    return (
      <p className="gw-muted">
        {t('migration.no_text')} <Link to="/catalogs">{t('requirement.no_text_do')}</Link>
      </p>
    );
  }
  const meant = subs.filter(({ id }) => id === marked);
  const texts = meant.length > 0 ? meant : subs.length > 0 ? subs : parts;
  return (
    <div className="gw-compare__text" lang="de">
      {texts.map(({ text }) => (
        <p key={text}>{text}</p>
      ))}
    </div>
  );
}
