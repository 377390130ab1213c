import { useState } from 'react';
import { Empty, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { type Entry, useGlossary } from '../../glossary/glossary.js';
import { useMessages } from '../../i18n/messages.js';

function Entries({ entries }: { entries: readonly Entry[] }) {
  return (
    <section className="gw-panel gw-panel--flush">
      <dl className="gw-glossary">
        {entries.map(({ term, text, source }) => (
          <div key={term} className="gw-glossary__entry">
            <dt>{term}</dt>
            <dd>
              {text}
              <span className="gw-glossary__source">{source}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** All technical terms of the interface, in alphabetical order. */
export default function GlossaryPage() {
  const { t, plural, language } = useMessages();
  const [text, setText] = useState('');
  const glossary = useGlossary(true);
  const wanted = text.trim().toLowerCase();
  const entries =
    glossary &&
    Object.values(glossary)
      .filter((entry) => `${entry.term} ${entry.text} ${entry.source}`.toLowerCase().includes(wanted))
      .sort((a, b) => a.term.localeCompare(b.term, language));
  return (
    <Page
      title={t('glossary.title')}
      meta={entries ? <span className="gw-muted">{plural('glossary.count', entries.length)}</span> : null}
    >
      <p className="gw-lead">{t('glossary.lead')}</p>
      <TableSearch label={t('glossary.search')} value={text} onChange={setText} />
      {entries ? null : <Loading rows={12} />}
      {entries && entries.length > 0 ? <Entries entries={entries} /> : null}
      {entries?.length === 0 ? (
        <Empty title={t('glossary.none')}>
          <p>{t('glossary.none_text')}</p>
        </Empty>
      ) : null}
    </Page>
  );
}
