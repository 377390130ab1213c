import type { ReactNode } from 'react';
import type { AskedRequirementRow } from '../../../server/contract/overview.js';
import { scopeOf } from '../../api/check.js';
import { LevelTag } from '../../components/level-tag.js';
import { useMessages } from '../../i18n/messages.js';
import { StatusMark } from '../check/tally-bar.js';
import type { OpenRequirement } from './paths.js';

interface RequirementItemsProps {
  items: readonly AskedRequirementRow[];
  current: OpenRequirement | undefined;
  isControls: boolean;
  onOpen(item: AskedRequirementRow): void;
  more: ReactNode;
}

/** Requirements where they are asked, to choose one from. */
export function RequirementItems({ items, current, isControls, onOpen, more }: RequirementItemsProps) {
  const { t, plural } = useMessages();
  return (
    <nav className="gw-questions" aria-label={t('overview.requirements')}>
      <ol>
        {items.map((item) => {
          const on = scopeOf(item.target_object);
          const isCurrent = current?.requirement === item.requirement && current.on === on;
          return (
            <li key={`${item.requirement} ${on}`}>
              <button
                type="button"
                className="gw-questions__item"
                {...(isCurrent ? { 'aria-current': 'true' as const } : {})}
                onClick={() => onOpen(item)}
              >
                <span className="gw-questions__id">
                  <span className="gw-mono">{item.requirement}</span>
                  <LevelTag level={item.level} isControl={isControls} />
                  <StatusMark status={item.status} />
                </span>
                <span className="gw-questions__title">{item.title}</span>
                <span className="gw-questions__state gw-muted">
                  {item.target_object === null
                    ? t('modelling.whole_domain')
                    : `${item.target_key} ${item.target_name}`}
                  {item.evidence > 0 ? ` · ${plural('overview.evidence_count', item.evidence)}` : ''}
                </span>
                {item.contradicted ? (
                  <span className="gw-figure--warning">{t('overview.is_contradicted')}</span>
                ) : null}
              </button>
            </li>
          );
        })}
      </ol>
      {more}
    </nav>
  );
}
