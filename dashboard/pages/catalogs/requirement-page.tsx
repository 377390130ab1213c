import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { RequirementDetail } from '../../../server/contract/catalog.js';
import { getRequirement } from '../../api/catalogs.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { MappedList } from './mapped-list.js';
import { requirementPath, titleIn } from './titles.js';

function Text({ detail }: { detail: RequirementDetail }) {
  const { t } = useMessages();
  if (detail.withdrawn) return <Notice tone="info" title={t('requirement.withdrawn')} />;
  if (detail.parts.length === 0) {
    return (
      <Notice tone="info" title={t('requirement.no_text')}>
        <p>
          <Link to="/catalogs">{t('requirement.no_text_do')}</Link>
        </p>
      </Notice>
    );
  }
  if (detail.sub_requirements.length > 0) {
    return (
      <section className="gw-panel" aria-labelledby="subs">
        <h2 id="subs" className="gw-panel__title">
          {t('requirement.sub_requirements')}
        </h2>
        <ol className="gw-subs" lang="de">
          {detail.sub_requirements.map(({ id, modal, text }) => (
            <li key={id} className="gw-subs__item">
              <span className="gw-mono gw-nowrap">{id}</span>
              <span className="gw-tag">{modal}</span>
              <p>{text}</p>
            </li>
          ))}
        </ol>
      </section>
    );
  }
  return (
    <section className="gw-panel" aria-labelledby="text">
      <h2 id="text" className="gw-panel__title">
        {t('requirement.text')}
      </h2>
      {detail.parts.map(({ name, title, text, depth }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change their order
        <div key={at} className="gw-part" data-depth={depth}>
          <h3 className="gw-panel__subtitle">
            {name === 'statement' || name === 'guidance' ? t(`requirement.part.${name}`) : (title ?? name)}
          </h3>
          <p>{text}</p>
        </div>
      ))}
    </section>
  );
}

function Facts({ detail }: { detail: RequirementDetail }) {
  const { t } = useMessages();
  const facts = [
    [t('requirements.column.level'), detail.level === null ? null : levelName(detail.level)],
    [t('controls.column.modal'), detail.modal_verb],
    [t('controls.column.sec_level'), detail.sec_level],
    [t('controls.column.effort'), detail.effort_level],
    [t('controls.column.targets'), detail.target_objects.join(', ') || null],
    [t('requirements.column.roles'), detail.roles.join(', ') || null],
    [t('requirement.threats'), detail.threats.map(({ id, title }) => `${id} ${title}`).join(', ') || null],
    [t('requirement.components'), detail.components.map(({ title }) => title).join(', ') || null],
  ] as const;
  function levelName(level: string): string {
    return level === 'B' || level === 'S' || level === 'H' ? t(`requirement_level.${level}`) : level;
  }
  const links = detail.links.filter(({ target }) => target !== '');
  const shown = facts.filter(([, value]) => value !== null);
  if (shown.length + links.length === 0) return null;
  return (
    <section className="gw-panel" aria-label={t('requirement.facts')}>
      <dl className="gw-facts">
        {shown.map(([name, value]) => (
          <div key={name} className="gw-facts__row">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {links.length > 0 ? (
          <div className="gw-facts__row">
            <dt>{t('requirement.links')}</dt>
            <dd>
              {links.map(({ target }) => (
                <Link
                  key={target}
                  className="gw-mono gw-inline-link"
                  to={requirementPath(detail.catalog, target)}
                >
                  {target}
                </Link>
              ))}
            </dd>
          </div>
        ) : null}
      </dl>
    </section>
  );
}

/** One requirement or control: its text where installed, what it is mapped to and what is mapped to it. */
export default function RequirementPage() {
  const { t, language } = useMessages();
  const { catalog = '', requirement = '' } = useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['requirement', catalog, requirement],
    queryFn: ({ signal }) => getRequirement(catalog, requirement, signal),
  });
  const above = data?.baustein ?? data?.group;
  const path = data?.baustein ? `/bausteine/${catalog}` : `/catalogs/${encodeURIComponent(catalog)}/groups`;
  const back = above
    ? `${path}/${encodeURIComponent(above)}`
    : `/bausteine?catalog=${encodeURIComponent(catalog)}`;
  return (
    <Page
      title={`${requirement} ${data ? titleIn(language, data) : ''}`.trim()}
      back={<BackLink to={back}>{above ?? t('bausteine.title')}</BackLink>}
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={6} /> : null}
      {data ? (
        <div className="gw-requirement">
          <Text detail={data} />
          <Facts detail={data} />
          <MappedList mapped={data.mapped} requirement={data.id} />
        </div>
      ) : null}
    </Page>
  );
}
