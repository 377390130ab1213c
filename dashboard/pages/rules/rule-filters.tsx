import type { RuleList } from '../../../server/contract/rule-views.js';
import { Button } from '../../components/button.js';
import { SelectField } from '../../components/fields.js';
import { LevelMark, levelOrder } from '../../components/level.js';
import { SearchText } from '../../components/search-text.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import { noFilter, type RuleFilter } from './rule-filter.js';
import { logsourceOf } from './rule-state.js';

interface RuleFiltersProps {
  list: RuleList;
  filter: RuleFilter;
  onChange(change: Record<string, string>): void;
}

const sorted = (values: Iterable<string>): string[] => [...new Set(values)].filter(Boolean).sort();

/** Everything that the list of rules can be narrowed by. */
export function RuleFilters({ list, filter, onChange }: RuleFiltersProps) {
  const { t } = useMessages();
  const narrowed = Object.keys(noFilter).some((name) => filter[name as keyof RuleFilter].length > 0);
  const choice = (name: 'set' | 'status' | 'logsource', values: readonly string[]) => (
    <SelectField
      hideLabel
      label={t(`rules.filter.${name}`)}
      value={filter[name] as string}
      options={[
        { value: '', label: t(`rules.filter.${name}`) },
        ...values.map((value) => ({ value, label: value })),
      ]}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
  return (
    <section className="gw-filters gw-rule-filters" aria-label={t('rules.filter.label')}>
      <SearchText label={t('rules.search')} value={filter.q} onChange={(q) => onChange({ q })} />
      <Toggles
        label={t('alerts.filter.level')}
        options={levelOrder.map((level) => ({ value: level, label: <LevelMark level={level} /> }))}
        selected={filter.level}
        onChange={(level) => onChange({ level: level.join(',') })}
      />
      {choice('set', sorted(list.sets.map(({ name }) => name)))}
      {choice('logsource', sorted(list.items.map(logsourceOf)))}
      {choice('status', sorted(list.items.map(({ status }) => status)))}
      <SearchText
        narrow
        label={t('rules.filter.technique')}
        value={filter.technique}
        onChange={(technique) => onChange({ technique })}
      />
      {narrowed ? (
        <Button
          small
          variant="tertiary"
          icon="close"
          label={t('rules.filter.clear')}
          onPress={() => onChange(Object.fromEntries(Object.keys(noFilter).map((name) => [name, ''])))}
        />
      ) : null}
    </section>
  );
}
