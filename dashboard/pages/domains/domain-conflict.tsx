import type { InformationDomain } from '../../../server/contract/structure.js';
import { Button } from '../../components/button.js';
import { Notice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { type DomainDraft, draftFields, draftOf } from './domain-draft.js';

interface DomainConflictProps {
  /** As somebody else has stored it. */
  stored: InformationDomain;
  draft: DomainDraft;
  /** How a field's value is shown. */
  show(field: keyof DomainDraft, value: string): string;
  onTake(): void;
  onKeep(): void;
}

/** Two people changed the same domain: what differs, and whose version the form goes on with. */
export function DomainConflict({ stored, draft, show, onTake, onKeep }: DomainConflictProps) {
  const { t } = useMessages();
  const theirs = draftOf(stored, stored.catalog);
  const different = draftFields.filter((field) => theirs[field] !== draft[field]);
  return (
    <Notice tone="warning" title={t('domains.conflict')}>
      <p>
        {t('domains.conflict_at')} <Time at={stored.updated_at} full />
      </p>
      {different.length === 0 ? <p>{t('domains.conflict_same')}</p> : null}
      <ul className="gw-notes">
        {different.map((field) => (
          <li key={field}>
            {t('domains.conflict_field', {
              field: t(`domains.field.${field}`),
              stored: show(field, theirs[field]),
              yours: show(field, draft[field]),
            })}
          </li>
        ))}
      </ul>
      <div className="gw-toolbar">
        <Button small label={t('domains.conflict_take')} onPress={onTake} />
        <Button small variant="tertiary" label={t('domains.conflict_keep')} onPress={onKeep} />
      </div>
    </Notice>
  );
}
