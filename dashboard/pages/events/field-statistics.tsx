import { useQuery } from '@tanstack/react-query';
import { type EventSearch, getFieldStatistics } from '../../api/events.js';
import { Button } from '../../components/button.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

const mostValues = 10;

interface FieldStatisticsProps {
  search: EventSearch;
  field: string;
  onFilter(field: string, value: string, exclude: boolean): void;
}

/** A field's most frequent values with their share, how many different ones there are, and what lacks it. */
export function FieldStatistics({ search, field, onFilter }: FieldStatisticsProps) {
  const { t, number, plural } = useMessages();
  const { data, error } = useQuery({
    queryKey: ['events', 'statistics', search, field],
    queryFn: ({ signal }) => getFieldStatistics(search, field, { limit: mostValues }, signal),
  });
  if (error) return <ErrorNotice error={error} />;
  if (!data) return <p className="gw-muted gw-fields__facts">{t('state.loading')}</p>;
  const { total, missing, distinct, at_least: atLeast, min, max, values, partial } = data;
  const present = total - missing;
  return (
    <div className="gw-fields__facts">
      <p className="gw-muted">
        {t(atLeast ? 'events.distinct_at_least' : 'events.distinct', { count: number(distinct) })}
        {' · '}
        {plural('events.without_field', missing)}
        {min !== null && max !== null ? ` · ${number(min)} – ${number(max)}` : ''}
        {partial ? ` · ${t('events.partly_counted')}` : ''}
      </p>
      <ul>
        {values.map(({ value, count }) => (
          <li key={value} className="gw-fields__value">
            <span className="gw-fields__text" title={value}>
              {value === '' ? t('events.empty_value') : value}
            </span>
            <span className="gw-fields__count">{number(count)}</span>
            <Button
              small
              variant="tertiary"
              icon="add"
              iconOnly
              label={t('events.only', { field, value })}
              onPress={() => onFilter(field, value, false)}
            />
            <Button
              small
              variant="tertiary"
              icon="minus"
              iconOnly
              label={t('events.exclude', { field, value })}
              onPress={() => onFilter(field, value, true)}
            />
            <meter
              className="gw-fields__meter"
              aria-label={value}
              min={0}
              max={Math.max(1, present)}
              value={count}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
