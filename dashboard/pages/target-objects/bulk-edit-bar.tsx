import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { TargetObjectStatus } from '../../../server/contract/structure.js';
import { Button } from '../../components/button.js';
import { SelectField, TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';
import type { BulkValues } from './bulk-undo.js';
import { statuses } from './draft.js';

interface BulkEditBarProps {
  chosen: readonly TargetObject[];
  groups: readonly TargetObject[];
  isPending: boolean;
  /** Why the last try failed. */
  error: unknown;
  onSave(values: BulkValues): void;
  onDone(): void;
}

const empty = { owner: '', location: '', platform: '', add_tags: '' };
type Choice = TargetObjectStatus | 'keep';

/** Says the same of several target objects; what is left empty stays as it is. */
export function BulkEditBar({ chosen, groups, isPending, error, onSave, onDone }: BulkEditBarProps) {
  const { t, plural } = useMessages();
  const [texts, setTexts] = useState(empty);
  const [status, setStatus] = useState<Choice>('keep');
  const [group, setGroup] = useState('keep');
  const { add_tags, ...plain } = texts;
  const said = Object.fromEntries(
    Object.entries(plain).flatMap(([name, value]) => (value.trim() ? [[name, value.trim()]] : [])),
  );
  const added = add_tags
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  const says = Object.keys(said).length > 0 || added.length > 0 || status !== 'keep' || group !== 'keep';
  const types = new Set(chosen.map(({ type }) => type));
  const fitting = groups.filter(
    ({ type, id }) => types.size === 1 && types.has(type) && !chosen.some((each) => each.id === id),
  );
  const field = (name: keyof typeof texts, label: string) => (
    <TextField
      label={label}
      value={texts[name]}
      maxLength={200}
      onChange={(value) => setTexts({ ...texts, [name]: value })}
    />
  );
  return (
    <Form
      className="gw-bulk"
      onSubmit={(event) => {
        event.preventDefault();
        if (!says) return;
        onSave({
          ...said,
          ...(added.length > 0 && { add_tags: added }),
          ...(status !== 'keep' && { status }),
          ...(group !== 'keep' && { group: group === 'none' ? null : group }),
        });
      }}
    >
      <SaveFault error={error} />
      <p className="gw-bulk__count" role="status">
        {plural('targets.chosen', chosen.length)}
      </p>
      {field('owner', t('targets.owner'))}
      {field('location', t('targets.location'))}
      {field('platform', t('targets.platform'))}
      {field('add_tags', t('targets.add_tags'))}
      <SelectField
        label={t('targets.status')}
        value={status}
        options={(['keep', ...statuses] as const).map((value) => ({
          value,
          label: value === 'keep' ? t('plan.keep') : t(`target_status.${value}`),
        }))}
        onChange={(next) => setStatus(next)}
      />
      {fitting.length > 0 || chosen.some((each) => each.group !== null) ? (
        <SelectField
          label={t('targets.group')}
          value={group}
          options={[
            { value: 'keep', label: t('plan.keep') },
            { value: 'none', label: t('targets.no_group') },
            ...fitting.map(({ id, key, name }) => ({ value: id, label: `${key} ${name}` })),
          ]}
          onChange={setGroup}
        />
      ) : null}
      <Button
        type="submit"
        variant="primary"
        label={t('plan.apply')}
        isDisabled={!says}
        isPending={isPending}
      />
      <Button variant="tertiary" label={t('plan.choose_none')} onPress={onDone} />
    </Form>
  );
}
