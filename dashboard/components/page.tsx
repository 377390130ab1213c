import { type ReactNode, useEffect } from 'react';
import type { TermId } from '../glossary/glossary.js';
import { useMessages } from '../i18n/messages.js';
import { TermMark } from './term.js';

interface PageProps {
  title: string;
  /** The term that the title is, where it wants explaining. */
  term?: TermId;
  /** Short facts beside the title. */
  meta?: ReactNode;
  actions?: ReactNode;
  /** A link back to where the page belongs. */
  back?: ReactNode;
  children: ReactNode;
}

/** Frame of a page's content; sets the document's title. */
export function Page({ title, term, meta, actions, back, children }: PageProps) {
  const { t } = useMessages();
  const product = t('product.name');
  useEffect(() => {
    document.title = `${title} – ${product}`;
  }, [title, product]);
  return (
    <>
      <header className="gw-page-header">
        {back}
        <div className="gw-page-header__line">
          <div>
            <h1 className="gw-page-title">{title}</h1>
            {term ? <TermMark id={term} name={title} /> : null}
          </div>
          {meta ? <div className="gw-page-meta">{meta}</div> : null}
          {actions ? <div className="gw-page-actions">{actions}</div> : null}
        </div>
      </header>
      {children}
    </>
  );
}
