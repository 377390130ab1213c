import type { RuleDraft } from '../../../server/contract/rule-draft.js';
import { Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

/** What of a search the rule cannot say, and where the search finds its events. */
export function DraftNotice({ draft: { yaml, left_out, datasets } }: { draft: RuleDraft }) {
  const { t, plural } = useMessages();
  const complete = yaml !== null && left_out.length === 0;
  const title = yaml === null ? 'rules.draft.nothing' : complete ? 'rules.draft.made' : 'rules.draft.partly';
  return (
    <Notice tone={complete ? 'info' : 'warning'} title={t(title)}>
      {left_out.length > 0 ? (
        <ul className="gw-undelivered">
          {left_out.map(({ term, reason, offset }) => (
            <li key={offset}>
              <span className="gw-mono">{term}</span>: {t(`rules.draft.reason.${reason}`)}
            </li>
          ))}
        </ul>
      ) : null}
      {datasets.length > 0 ? (
        <>
          <p>{t('rules.draft.datasets')}</p>
          <ul className="gw-undelivered">
            {datasets.map(({ dataset, events }) => (
              <li key={dataset}>
                <span className="gw-mono">{dataset}</span> ({plural('rules.draft.events', events)})
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Notice>
  );
}
