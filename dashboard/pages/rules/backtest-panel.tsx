import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Form, ProgressBar } from 'react-aria-components';
import type { Backtest } from '../../../server/contract/backtest.js';
import { cancelBacktest, getBacktest, startBacktest, type TriedRule } from '../../api/rules.js';
import { Button } from '../../components/button.js';
import { FieldRow, TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { fromWallClock, toWallClock } from '../../i18n/zoned-time.js';
import { BacktestResult } from './backtest-result.js';
import { useTenant } from './tenant-select.js';

const pollMs = 500;
const weekMs = 7 * 24 * 3_600_000;

function Progress({ backtest }: { backtest: Backtest }) {
  const { t, number } = useMessages();
  const { total, examined } = backtest;
  const text =
    total === null
      ? t('rules.backtest.counting')
      : t('rules.backtest.progress', { examined: number(examined), total: number(total) });
  return (
    <ProgressBar
      aria-label={t('rules.backtest.title')}
      valueLabel={text}
      value={examined}
      maxValue={Math.max(1, total ?? 1)}
      isIndeterminate={total === null}
      className="gw-progress"
    >
      {({ percentage }) => (
        <>
          <span>{text}</span>
          <span className="gw-progress__track">
            <span className="gw-progress__fill" style={{ width: `${percentage ?? 0}%` }} />
          </span>
        </>
      )}
    </ProgressBar>
  );
}

interface BacktestPanelProps {
  tried: TriedRule;
  /** Hears of the faults of the tried rule. */
  onResult?(backtest: Backtest): void;
}

/** Runs a rule over stored events. */
export function BacktestPanel({ tried, onResult }: BacktestPanelProps) {
  const { t } = useMessages();
  const tenant = useTenant();
  const [range, setRange] = useState(() => ({
    from: toWallClock(new Date(Date.now() - weekMs).toISOString()),
    to: toWallClock(new Date().toISOString()),
  }));
  const from = fromWallClock(range.from);
  const to = fromWallClock(range.to);
  const valid = from !== undefined && to !== undefined && from < to;
  const start = useMutation({ mutationFn: () => startBacktest(tenant, tried, { from: from!, to: to! }) });
  const id = start.data?.id;
  const current = useQuery({
    queryKey: ['backtest', id],
    queryFn: async ({ signal }) => {
      const backtest = await getBacktest(id!, signal);
      if (backtest.state !== 'running') onResult?.(backtest);
      return backtest;
    },
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'running' ? false : pollMs),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const cancel = useMutation({
    mutationFn: () => cancelBacktest(id!),
    onSettled: () => current.refetch(),
  });
  const running = id !== undefined && (current.data?.state ?? 'running') === 'running' && !current.error;
  const end = (name: 'from' | 'to') => (
    <TextField
      type="datetime-local"
      label={t(`events.${name}`)}
      value={range[name]}
      onChange={(value) => setRange({ ...range, [name]: value })}
      error={name === 'to' && !valid ? t('rules.backtest.range_wrong') : undefined}
    />
  );
  return (
    <section className="gw-panel gw-stack" aria-labelledby="backtest">
      <h2 id="backtest" className="gw-panel__title">
        {t('rules.backtest.title')}
      </h2>
      <p className="gw-muted">{t('rules.backtest.text')}</p>
      <Form
        className="gw-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (valid && !running) start.mutate();
        }}
      >
        <FieldRow>
          {end('from')}
          {end('to')}
        </FieldRow>
        <div className="gw-form__actions">
          <Button
            type="submit"
            variant="primary"
            label={t('rules.backtest.run')}
            isPending={start.isPending}
            isDisabled={!valid || running}
          />
          {running ? (
            <Button
              variant="tertiary"
              label={t('rules.backtest.cancel')}
              isPending={cancel.isPending}
              onPress={() => cancel.mutate()}
            />
          ) : null}
        </div>
      </Form>
      {start.error ? <ErrorNotice error={start.error} /> : null}
      {current.error ? <ErrorNotice error={current.error} onRetry={() => void current.refetch()} /> : null}
      {current.data?.state === 'running' ? <Progress backtest={current.data} /> : null}
      {current.data ? <BacktestResult backtest={current.data} titled={'yaml' in tried} /> : null}
    </section>
  );
}
