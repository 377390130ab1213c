import type { CheckQuestion } from '../../../server/contract/check.js';
import { LevelTag } from '../../components/level-tag.js';
import { useMessages } from '../../i18n/messages.js';
import { StatusMark } from './tally-bar.js';

interface QuestionListProps {
  questions: readonly CheckQuestion[];
  /** Id of the requirement that is asked about. */
  current: string;
  onSelect(requirement: string): void;
}

/** The requirements of the interview with their states; the one that is asked about is marked. */
export function QuestionList({ questions, current, onSelect }: QuestionListProps) {
  const { t } = useMessages();
  return (
    <nav className="gw-questions" aria-label={t('check.requirements')}>
      <ol>
        {questions.map(({ requirement, control, status, own, inherited }) => (
          <li key={requirement.id}>
            <button
              type="button"
              className="gw-questions__item"
              {...(requirement.id === current ? { 'aria-current': 'true' } : {})}
              onClick={() => onSelect(requirement.id)}
            >
              <span className="gw-questions__id">
                <span className="gw-mono">{requirement.id}</span>
                <LevelTag level={requirement.level} isControl={control !== null} />
              </span>
              <span className="gw-questions__title">{requirement.title}</span>
              <span className="gw-questions__state">
                <StatusMark status={status} />
                {own === null && inherited !== null ? (
                  <span className="gw-muted">{t('check.inherited')}</span>
                ) : null}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
