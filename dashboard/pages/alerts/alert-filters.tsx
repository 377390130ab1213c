import type { AlertFilter } from '../../api/alerts.js';
import { Button } from '../../components/button.js';
import { SelectField } from '../../components/fields.js';
import { LevelMark, levelOrder } from '../../components/level.js';
import { SearchText } from '../../components/search-text.js';
import { stateOrder } from '../../components/state-mark.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import { orderOptions } from './filter.js';

interface AlertFiltersProps {
  filter: AlertFilter;
  onChange(change: Partial<AlertFilter>): void;
}

/** State, level and text that the list is narrowed to. */
export function AlertFilters({ filter, onChange }: AlertFiltersProps) {
  const { t } = useMessages();
  const pivot = filter.entity || filter.rule;
  return (
    <section className="gw-filters" aria-label={t('alerts.filter.label')}>
      <Toggles
        label={t('alerts.filter.state')}
        options={stateOrder.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        selected={filter.state}
        onChange={(state) => onChange({ state })}
      />
      <Toggles
        label={t('alerts.filter.level')}
        options={levelOrder.map((level) => ({ value: level, label: <LevelMark level={level} /> }))}
        selected={filter.level}
        onChange={(level) => onChange({ level })}
      />
      <Toggles
        label={t('alerts.filter.assigned')}
        options={(['me', 'nobody'] as const).map((value) => ({
          value,
          label: t(`alerts.assigned.${value}`),
        }))}
        selected={filter.assigned === '' ? [] : [filter.assigned]}
        onChange={(chosen) => onChange({ assigned: chosen.find((each) => each !== filter.assigned) ?? '' })}
      />
      <SearchText
        id="alert-text-filter"
        label={t('alerts.filter.text')}
        value={filter.q}
        onChange={(q) => onChange({ q })}
      />
      <SelectField
        hideLabel
        label={t('alerts.order')}
        value={filter.order}
        options={orderOptions.map((value) => ({ value, label: t(`alerts.order.${value}`) }))}
        onChange={(order) => onChange({ order })}
      />
      {pivot ? (
        <span className="gw-chip">
          <span className="gw-chip__text">{pivot}</span>
          <Button
            small
            variant="tertiary"
            icon="close"
            iconOnly
            label={t('filter.remove', { filter: pivot })}
            onPress={() => onChange({ entity: '', rule: '' })}
          />
        </span>
      ) : null}
    </section>
  );
}
