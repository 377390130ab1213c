import type { AssessmentStatus } from '../../../server/contract/check.js';
import type { Requirement } from '../../../server/contract/isms.js';
import { SelectField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';
import { statuses } from './tally-bar.js';

interface RequirementTextProps {
  requirement: Requirement;
  states: Readonly<Record<string, AssessmentStatus>>;
  mayChange: boolean;
  onChange(id: string, status: AssessmentStatus): void;
}

/** What is asked, where the texts are installed: sub-requirement by sub-requirement, each with its own state. */
export function RequirementText({ requirement, states, mayChange, onChange }: RequirementTextProps) {
  const { t } = useMessages();
  const { parts, sub_requirements: subs } = requirement;
  if (subs.length > 0) {
    return (
      <ol className="gw-subs gw-subs--asked" lang="de">
        {subs.map(({ id, text }) => (
          <li key={id} className="gw-subs__asked">
            <p>{text}</p>
            {mayChange ? (
              <SelectField
                hideLabel
                label={t('check.state_of', { name: id })}
                value={states[id] ?? 'open'}
                options={statuses.map((value) => ({ value, label: t(`check.status.${value}`) }))}
                onChange={(status) => onChange(id, status)}
              />
            ) : (
              t(`check.status.${states[id] ?? 'open'}`)
            )}
          </li>
        ))}
      </ol>
    );
  }
  if (parts.length === 0) return <p className="gw-muted">{t('check.no_text')}</p>;
  return (
    <div lang="de">
      {parts.map(({ text }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change their order
        <p key={at}>{text}</p>
      ))}
    </div>
  );
}
