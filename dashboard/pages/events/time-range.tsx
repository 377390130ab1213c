import { useEffect, useState } from 'react';
import { Button } from '../../components/button.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import { fromWallClock, toWallClock } from '../../i18n/zoned-time.js';
import { presets, type SearchState } from './search-state.js';

interface TimeRangeProps {
  state: SearchState;
  onChange(change: Partial<SearchState>): void;
}

/** Presets that end now, or a range from and to. */
export function TimeRange({ state, onChange }: TimeRangeProps) {
  const { t } = useMessages();
  const [typed, setTyped] = useState({ from: '', to: '' });
  useEffect(
    () => setTyped({ from: toWallClock(state.from), to: toWallClock(state.to) }),
    [state.from, state.to],
  );
  const from = fromWallClock(typed.from, state.from);
  const to = fromWallClock(typed.to, state.to);
  const valid = from !== undefined && to !== undefined && from < to;
  const edited = typed.from !== toWallClock(state.from) || typed.to !== toWallClock(state.to);

  return (
    <div className="gw-range">
      <Toggles
        single
        label={t('events.range')}
        options={presets.map((preset) => ({
          value: preset,
          label: t(`range.${preset}`),
          name: t(`range_name.${preset}`),
        }))}
        selected={state.preset ? [state.preset] : []}
        onChange={([preset]) => preset && onChange({ preset })}
      />
      <div className="gw-range__fixed">
        {(['from', 'to'] as const).map((end) => (
          <label key={end} className="gw-range__end">
            <span>{t(`events.${end}`)}</span>
            <input
              type="datetime-local"
              className="gw-input gw-input--time"
              value={typed[end]}
              aria-invalid={edited && !valid}
              onChange={(event) => setTyped({ ...typed, [end]: event.target.value })}
            />
          </label>
        ))}
        {edited ? (
          <Button
            small
            label={t('events.apply_range')}
            isDisabled={!valid}
            onPress={() => valid && onChange({ preset: undefined, from, to })}
          />
        ) : null}
      </div>
    </div>
  );
}
