import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { SelectField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';
import { useAllMeasures } from './use-measures.js';

/** One filter for every form: what is asked once is known to the next. */
const everything = {};

interface AfterFieldProps {
  domain: DomainRef;
  /** Id of the measure itself; undefined: it is new. */
  own: string | undefined;
  after: readonly string[];
  onChange(after: string[]): void;
}

/** Which measures have to be finished first. */
export function AfterField({ domain, own, after, onChange }: AfterFieldProps) {
  const { t } = useMessages();
  const { data } = useAllMeasures(domain, everything, true);
  const measures = data?.items ?? [];
  const nameOf = (id: string): string => {
    const measure = measures.find((each) => each.id === id);
    return measure ? [measure.requirement?.id, measure.title].filter(Boolean).join(' ') : '…';
  };
  const offered = measures.filter(
    ({ id, closed_at }) => id !== own && closed_at === null && !after.includes(id),
  );
  return (
    <div className="gw-after">
      <SelectField
        label={t('plan.after')}
        value=""
        options={[
          { value: '', label: t(after.length > 0 ? 'plan.after_more' : 'plan.after_none') },
          ...offered.map(({ id }) => ({ value: id, label: nameOf(id) })),
        ]}
        onChange={(id) => id !== '' && onChange([...after, id])}
      />
      {after.length > 0 ? (
        <ul className="gw-after__list">
          {after.map((id) => (
            <li key={id}>
              <span>{nameOf(id)}</span>
              <Button
                small
                variant="tertiary"
                iconOnly
                icon="close"
                label={t('plan.after_remove', { name: nameOf(id) })}
                onPress={() => onChange(after.filter((each) => each !== id))}
              />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
