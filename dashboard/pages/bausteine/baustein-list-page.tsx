import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Baustein } from '../../../server/contract/isms.js';
import { getBausteine, getCatalogs } from '../../api/isms.js';
import { SelectField } from '../../components/fields.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { useMessages } from '../../i18n/messages.js';
import { isLayer, layers } from './layers.js';

const ids = new Intl.Collator('de', { numeric: true });

function LayerSection({
  layer,
  catalog,
  bausteine,
}: {
  layer: string;
  catalog: string;
  bausteine: Baustein[];
}) {
  const { t, number } = useMessages();
  return (
    <section className="gw-panel gw-panel--flush" aria-labelledby={`layer-${layer}`}>
      <h2 id={`layer-${layer}`} className="gw-panel__title">
        <span className="gw-layer">{layer}</span> {isLayer(layer) ? t(`layer.${layer}`) : null}{' '}
        <span className="gw-muted">{number(bausteine.length)}</span>
      </h2>
      <ul className="gw-baustein-list">
        {bausteine.map((baustein) => (
          <li key={baustein.id} className="gw-baustein">
            <span className="gw-baustein__id">{baustein.id}</span>
            <Link
              className="gw-baustein__title"
              to={`/bausteine/${catalog}/${encodeURIComponent(baustein.id)}`}
            >
              {baustein.title}
            </Link>
            <span className="gw-baustein__counts">
              {(['B', 'S', 'H'] as const).map((level) => (
                <span
                  key={level}
                  className={`gw-req gw-req--${level}`}
                  title={t(`requirement_level.${level}`)}
                >
                  <span aria-hidden="true">{level}</span>
                  <span className="kern-sr-only">{t(`requirement_level.${level}`)}</span>{' '}
                  {baustein.requirements[level]}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Layers({ catalog, text }: { catalog: string; text: string }) {
  const { t } = useMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['bausteine', catalog],
    queryFn: ({ signal }) => getBausteine(catalog, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={12} />;
  const wanted = text.trim().toLowerCase();
  const found = data.items.filter(({ id, title }) => `${id} ${title}`.toLowerCase().includes(wanted));
  const present = [...new Set([...layers, ...found.map(({ layer }) => layer)])];
  if (found.length === 0) {
    return (
      <Empty icon="bausteine" title={t('bausteine.empty')}>
        <p>{t('bausteine.empty_text')}</p>
      </Empty>
    );
  }
  return present.map((layer) => {
    const bausteine = found.filter((each) => each.layer === layer).sort((a, b) => ids.compare(a.id, b.id));
    return bausteine.length > 0 ? (
      <LayerSection key={layer} layer={layer} catalog={catalog} bausteine={bausteine} />
    ) : null;
  });
}

/** The Kompendium's Bausteine by layer. */
export default function BausteinListPage() {
  const { t, plural, number } = useMessages();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string>();
  const { data, error, refetch } = useQuery({
    queryKey: ['catalogs'],
    queryFn: ({ signal }) => getCatalogs(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const catalogs = data?.items ?? [];
  const catalog = catalogs.find(({ id }) => id === chosen) ?? catalogs[0];
  const facts = catalog
    ? `${plural('bausteine.count', catalog.bausteine)}, ${t('bausteine.requirements_count', {
        count: number(catalog.requirements),
        withdrawn: number(catalog.withdrawn),
      })}`
    : '';
  return (
    <Page title={t('bausteine.title')} meta={<span className="gw-muted">{facts}</span>}>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {catalogs.length > 1 && catalog ? (
        <SelectField
          label={t('bausteine.catalog')}
          value={catalog.id}
          options={catalogs.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={setChosen}
        />
      ) : null}
      {catalog ? <p className="gw-lead">{catalog.title}</p> : null}
      <TableSearch label={t('bausteine.search')} value={text} onChange={setText} />
      {catalog ? <Layers catalog={catalog.id} text={text} /> : null}
      {!data && !error ? <Loading rows={12} /> : null}
      {data && !catalog ? (
        <Empty icon="bausteine" title={t('bausteine.no_catalog')}>
          <p>{t('bausteine.no_catalog_text')}</p>
        </Empty>
      ) : null}
    </Page>
  );
}
