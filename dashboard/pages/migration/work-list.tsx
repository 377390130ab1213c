import { useState } from 'react';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../components/data-table.js';
import { TableSearch } from '../../components/table-search.js';
import { useMessages } from '../../i18n/messages.js';
import { requirementPath } from '../catalogs/titles.js';

interface Item {
  requirement: string;
  title: string;
}

interface WorkListProps {
  source: string;
  target: string;
  /** Controls that nothing leads to. */
  unmapped: readonly Item[];
  /** Assessed requirements that lead nowhere. */
  leftBehind: readonly Item[];
}

/** What no mapping does for people: controls to be assessed from the beginning, and work that would be forgotten. */
export function WorkList({ source, target, unmapped, leftBehind }: WorkListProps) {
  const { t, number } = useMessages();
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const matching = (items: readonly Item[]): Item[] =>
    items.filter(({ requirement, title }) => `${requirement} ${title}`.toLowerCase().includes(wanted));
  const columns = (catalog: string): Column<Item>[] => [
    {
      id: 'id',
      header: t('migration.column.id'),
      rowHeader: true,
      value: ({ requirement }) => requirement,
      cell: ({ requirement }) => (
        <Link className="gw-mono gw-nowrap" to={requirementPath(catalog, requirement)}>
          {requirement}
        </Link>
      ),
    },
    {
      id: 'title',
      header: t('catalogs.column.title'),
      value: ({ title }) => title,
      cell: ({ title }) => title,
    },
  ];
  const sections = [
    {
      id: 'left',
      catalog: source,
      items: leftBehind,
      title: 'migration.left_behind',
      text: 'migration.left_behind_text',
    },
    {
      id: 'unmapped',
      catalog: target,
      items: unmapped,
      title: 'migration.unmapped',
      text: 'migration.unmapped_text',
    },
  ] as const;
  return (
    <div>
      <TableSearch label={t('migration.search')} value={search} onChange={setSearch} />
      {sections.map(({ id, catalog, items, title, text }) => {
        const rows = matching(items);
        return (
          <section key={id} aria-labelledby={`work-${id}`}>
            <h2 id={`work-${id}`} className="gw-section-title">
              {t(title)} <span className="gw-muted">{number(items.length)}</span>
            </h2>
            <p className="gw-muted gw-section-text">{t(text)}</p>
            {rows.length > 0 ? (
              <DataTable
                caption={t(title)}
                columns={columns(catalog)}
                rows={rows}
                rowId={({ requirement }) => requirement}
              />
            ) : null}
          </section>
        );
      })}
    </div>
  );
}
