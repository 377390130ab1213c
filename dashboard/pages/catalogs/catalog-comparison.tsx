import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Catalog, CatalogDiff } from '../../../server/contract/catalog.js';
import { getCatalogDiff } from '../../api/catalogs.js';
import { SelectField } from '../../components/fields.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

type Kind = 'added' | 'removed' | 'withdrawn' | 'moved' | 'renamed' | 'level_changed' | 'reworded';
const kinds: readonly Kind[] = [
  'added',
  'removed',
  'withdrawn',
  'moved',
  'renamed',
  'level_changed',
  'reworded',
];
const shownItems = 500;

interface Line {
  id: string;
  title: string;
  change: string;
}

function lines(diff: CatalogDiff, kind: Kind): Line[] {
  if (kind === 'level_changed') {
    return diff.level_changed.map(({ before, after, ...item }) => ({
      ...item,
      change: `${before} → ${after}`,
    }));
  }
  if (kind === 'moved' || kind === 'renamed') {
    return diff[kind].map(({ before, ...item }) => ({ ...item, change: before }));
  }
  return diff[kind].map((item) => ({ ...item, change: '' }));
}

function Changes({ diff, kind }: { diff: CatalogDiff; kind: Kind }) {
  const { t, number } = useMessages();
  const all = lines(diff, kind);
  if (all.length === 0) return null;
  return (
    <details className="gw-changes">
      <summary>
        {t(`catalogs.diff.${kind}`)} <span className="gw-muted">{number(all.length)}</span>
      </summary>
      <ul className="gw-notes">
        {all.slice(0, shownItems).map(({ id, title, change }) => (
          <li key={id}>
            <span className="gw-mono">{id}</span> {title}
            {change === '' ? null : (
              <span className="gw-muted"> ({t('catalogs.diff.before', { before: change })})</span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What differs between two installed catalogues. */
export function CatalogComparison({ catalogs }: { catalogs: readonly Catalog[] }) {
  const { t, number } = useMessages();
  const [before, setBefore] = useState('');
  const [after, setAfter] = useState('');
  const chosen = before !== '' && after !== '' && before !== after;
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['catalog-diff', before, after],
    queryFn: ({ signal }) => getCatalogDiff(before, after, signal),
    enabled: chosen,
  });
  const options = [
    { value: '', label: t('catalogs.diff.choose') },
    ...catalogs.map(({ id, title, edition }) => ({ value: id, label: `${title} (${edition})` })),
  ];
  return (
    <section aria-labelledby="comparison">
      <h2 id="comparison" className="gw-section-title">
        {t('catalogs.diff.title')}
      </h2>
      <div className="gw-filters">
        <SelectField label={t('catalogs.diff.old')} value={before} options={options} onChange={setBefore} />
        <SelectField label={t('catalogs.diff.new')} value={after} options={options} onChange={setAfter} />
      </div>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {isFetching && !data ? <Loading rows={3} /> : null}
      {chosen && data ? (
        <>
          <p role="status">
            {t('catalogs.diff.unchanged', {
              unchanged: number(data.unchanged),
              missing: number(data.texts_missing),
            })}
          </p>
          {kinds.map((kind) => (
            <Changes key={kind} diff={data} kind={kind} />
          ))}
        </>
      ) : null}
    </section>
  );
}
