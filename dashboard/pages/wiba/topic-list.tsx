import type { WibaTopic } from '../../../server/contract/migration.js';
import { SelectField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';
import { progressOf } from './progress.js';

interface TopicListProps {
  topics: readonly WibaTopic[];
  /** Id of the topic that is shown. */
  current: string;
  onSelect(id: string): void;
}

/** The topics with how far each has come; a select where there is no room for a list. */
export function TopicList({ topics, current, onSelect }: TopicListProps) {
  const { t, language } = useMessages();
  const share = (topic: WibaTopic): string => {
    const { answered, total } = progressOf([topic]);
    return t('wiba.share', { answered, total });
  };
  return (
    <nav className="gw-topics" aria-label={t('wiba.topics')}>
      <ul className="gw-topics__list">
        {topics.map((topic) => {
          const { answered, total } = progressOf([topic]);
          return (
            <li key={topic.id}>
              <button
                type="button"
                className={`gw-topic${answered === total ? ' gw-topic--done' : ''}`}
                {...(topic.id === current ? { 'aria-current': 'true' } : {})}
                onClick={() => onSelect(topic.id)}
              >
                <span className="gw-topic__title">{topic.title[language]}</span>
                <span className="gw-topic__share">{share(topic)}</span>
                <span className="gw-meter" aria-hidden="true">
                  <span style={{ width: `${(100 * answered) / total}%` }} />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      <div className="gw-topics__select">
        <SelectField
          label={t('wiba.topic')}
          value={current}
          options={topics.map((topic) => ({
            value: topic.id,
            label: `${topic.title[language]} (${share(topic)})`,
          }))}
          onChange={onSelect}
        />
      </div>
    </nav>
  );
}
