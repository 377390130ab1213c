import type { RuleOverview } from '../../../server/contract/rule-views.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import { type ConditionFilter, conditionFilters, matchesFilter, type RuleFilter } from './rule-filter.js';

interface RuleConditionsProps {
  rules: readonly RuleOverview[];
  filter: RuleFilter;
  onChange(change: Record<string, string>): void;
}

/** How many rules are in which state, of those that the other filters leave; one of them narrows the list. */
export function RuleConditions({ rules, filter, onChange }: RuleConditionsProps) {
  const { t, number } = useMessages();
  const others = rules.filter((rule) => matchesFilter(rule, { ...filter, condition: '' }));
  const count = (condition: ConditionFilter) =>
    others.filter((rule) => matchesFilter(rule, { ...filter, condition })).length;
  return (
    <div className="gw-rule-conditions">
      <Toggles
        label={t('rules.filter.condition')}
        options={conditionFilters.map((value) => ({
          value,
          label: (
            <>
              {t(`rules.condition_filter.${value}`)}
              <span className="gw-tabs__count">{number(count(value))}</span>
            </>
          ),
        }))}
        selected={filter.condition === '' ? [] : [filter.condition]}
        onChange={(selected) =>
          onChange({ condition: selected.find((value) => value !== filter.condition) ?? '' })
        }
      />
    </div>
  );
}
