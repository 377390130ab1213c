import { useState } from 'react';
import { Link } from 'react-router';
import type { CaseDetail } from '../../api/cases.js';
import { Button } from '../../components/button.js';
import { Foreign } from '../../components/foreign.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { useCaseRights } from './case-words.js';
import { ObjectsDialog } from './objects-dialog.js';
import { ReportPanel } from './report-panel.js';

/** What is said of a case, and which target objects it concerns. */
export function CaseSummary({ detail }: { detail: CaseDetail }) {
  const { t } = useMessages();
  const rights = useCaseRights();
  const [choosing, setChoosing] = useState(false);
  const { case: item, target_objects } = detail;
  const entities = [...new Set(detail.alerts.map(({ entity }) => entity.value))];
  return (
    <>
      <section className="gw-panel" aria-labelledby="case-facts">
        <h2 id="case-facts" className="gw-panel__title">
          {t('cases.facts')}
        </h2>
        {item.summary ? <p className="gw-prose gw-case__summary">{item.summary}</p> : null}
        <dl className="gw-facts">
          <div className="gw-facts__row">
            <dt>{t('cases.category')}</dt>
            <dd>{t(`cases.categories.${item.category}.name`)}</dd>
          </div>
          <div className="gw-facts__row">
            <dt>{t('cases.personal_data')}</dt>
            <dd>{t(`cases.personal.${item.personal_data}`)}</dd>
          </div>
          <div className="gw-facts__row">
            <dt>{t('cases.lead')}</dt>
            <dd>{item.lead ?? t('cases.nobody')}</dd>
          </div>
          <div className="gw-facts__row">
            <dt>{t('cases.opened')}</dt>
            <dd>
              <Time at={item.opened_at} full /> · {item.opened_by}
            </dd>
          </div>
          {item.closed_at ? (
            <div className="gw-facts__row">
              <dt>{t('cases.closed')}</dt>
              <dd>
                <Time at={item.closed_at} full /> · {item.closed_by}
              </dd>
            </div>
          ) : null}
        </dl>
      </section>
      <section className="gw-panel" aria-labelledby="case-objects">
        <div className="gw-panel__head">
          <h2 id="case-objects" className="gw-panel__title">
            {t('cases.objects')}
          </h2>
          {rights.work ? (
            <Button
              small
              variant="tertiary"
              icon="edit"
              label={t('cases.choose_objects')}
              onPress={() => setChoosing(true)}
            />
          ) : null}
        </div>
        {target_objects.length === 0 && entities.length === 0 ? (
          <p className="gw-muted">{t('cases.no_objects')}</p>
        ) : null}
        <ul className="gw-case__objects">
          {target_objects.map(({ id, key, name, owner }) => (
            <li key={id}>
              <Link to={`/target-objects/${id}`}>
                <span className="gw-mono">{key}</span> {name}
              </Link>
              {owner ? <span className="gw-muted gw-block">{owner}</span> : null}
            </li>
          ))}
        </ul>
        {entities.length > 0 ? (
          <>
            <h3 className="gw-panel__subtitle">{t('cases.entities')}</h3>
            <ul className="gw-tags">
              {entities.map((value) => (
                <li key={value} className="gw-tag">
                  <Foreign text={value} />
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </section>
      <ReportPanel item={item} />
      <ObjectsDialog detail={detail} isOpen={choosing} onClose={() => setChoosing(false)} />
    </>
  );
}
