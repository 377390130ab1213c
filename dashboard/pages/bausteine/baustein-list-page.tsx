import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Catalog } from '../../../server/contract/catalog.js';
import type { Baustein } from '../../../server/contract/isms.js';
import { getCatalogs } from '../../api/catalogs.js';
import { getBausteine } from '../../api/isms.js';
import { SelectField } from '../../components/fields.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { GroupSections } from './group-sections.js';
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

function factsOf(catalog: Catalog, { t, plural, number }: Messages): string {
  const { bausteine, requirements, withdrawn } = catalog;
  if (catalog.kind === 'controls') return plural('controls.count', requirements);
  const counts = { count: number(requirements), withdrawn: number(withdrawn) };
  return `${plural('bausteine.count', bausteine)}, ${t('bausteine.requirements_count', counts)}`;
}

/** A catalogue's Bausteine by layer, or its groups of controls. */
export default function BausteinListPage() {
  const messages = useMessages();
  const { t } = messages;
  const [text, setText] = useState('');
  const [search, setSearch] = useSearchParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['catalogs'],
    queryFn: ({ signal }) => getCatalogs(signal),
  });
  const catalogs = data?.items ?? [];
  const kompendien = catalogs.filter(({ kind }) => kind === 'kompendium');
  const catalog = catalogs.find(({ id }) => id === search.get('catalog')) ?? kompendien.at(-1) ?? catalogs[0];
  const facts = catalog ? factsOf(catalog, messages) : '';
  return (
    <Page
      title={catalog?.kind === 'controls' ? catalog.title : t('bausteine.title')}
      term="baustein"
      meta={<span className="gw-muted">{facts}</span>}
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      <div className="gw-filters">
        {catalogs.length > 1 && catalog ? (
          <SelectField
            label={t('bausteine.catalog')}
            value={catalog.id}
            options={catalogs.map(({ id, title, edition }) => ({
              value: id,
              label: `${title} (${edition})`,
            }))}
            onChange={(id) => setSearch({ catalog: id }, { replace: true })}
          />
        ) : null}
        <TableSearch label={t('bausteine.search')} value={text} onChange={setText} />
      </div>
      {catalog?.kind === 'kompendium' ? <Layers catalog={catalog.id} text={text} /> : null}
      {catalog?.kind === 'controls' ? <GroupSections catalog={catalog.id} text={text} /> : null}
      {!data && !error ? <Loading rows={12} /> : null}
      {data && !catalog ? (
        <Empty icon="bausteine" title={t('bausteine.no_catalog')}>
          <p>{t('bausteine.no_catalog_text')}</p>
        </Empty>
      ) : null}
    </Page>
  );
}
