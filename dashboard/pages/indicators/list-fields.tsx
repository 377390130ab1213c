import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { levelOrder } from '../../components/level.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { type ListDraft, tlps } from './list-draft.js';

interface ListFieldsProps {
  draft: ListDraft;
  onChange(draft: ListDraft): void;
  /** Whether to say what is missing. */
  checked: boolean;
}

/** What is said of a list of indicators. */
export function ListFields({ draft, onChange, checked }: ListFieldsProps) {
  const { t } = useMessages();
  const bind = (name: 'name' | 'source' | 'description' | 'expires') => ({
    value: draft[name],
    onChange: (value: string) => onChange({ ...draft, [name]: value }),
  });
  return (
    <>
      <FieldRow>
        <TextField
          label={t('indicators.name')}
          maxLength={120}
          error={checked && draft.name.trim() === '' ? t('targets.required') : undefined}
          {...bind('name')}
        />
        <TextField
          label={t('indicators.source')}
          maxLength={300}
          placeholder={t('indicators.source_example')}
          {...bind('source')}
        />
      </FieldRow>
      <TextField label={t('indicators.description')} maxLength={2000} rows={2} {...bind('description')} />
      <FieldRow>
        <SelectField
          label={t('indicators.level_of_alerts')}
          value={draft.level}
          options={levelOrder.map((value) => ({ value, label: t(`level.${value}`) }))}
          onChange={(level) => onChange({ ...draft, level })}
        />
        <SelectField
          label={t('indicators.tlp')}
          value={draft.tlp}
          options={tlps.map((value) => ({
            value,
            label: t('indicators.tlp_label', { label: value.toUpperCase() }),
          }))}
          onChange={(tlp) => onChange({ ...draft, tlp })}
        />
        <TextField type="datetime-local" label={t('indicators.expires')} {...bind('expires')} />
      </FieldRow>
      <Switch
        label={t('indicators.live_switch')}
        isSelected={draft.live}
        onChange={(live) => onChange({ ...draft, live })}
      />
    </>
  );
}
