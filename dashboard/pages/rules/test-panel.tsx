import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { RuleTestResult } from '../../../server/contract/backtest.js';
import { type TriedRule, testRule } from '../../api/rules.js';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { EventDisclosure } from './event-disclosure.js';
import { useTenant } from './tenant-select.js';

function Result({ result }: { result: RuleTestResult }) {
  const { t, plural } = useMessages();
  const titles = new Map(result.rules.map(({ id, title }) => [id, title]));
  const matched = result.events.filter(({ matches }) => matches.length > 0).length;
  return (
    <div className="gw-stack">
      <Notice
        tone={matched > 0 ? 'success' : 'info'}
        title={plural('rules.test.matched', matched, { events: result.events.length })}
      >
        {result.left_out > 0 ? <p>{plural('rules.test.left_out', result.left_out)}</p> : null}
      </Notice>
      <ol className="gw-tested">
        {result.events.map(({ event, matches }) => (
          <li key={event.id}>
            <EventDisclosure event={event}>
              <span className={`gw-state gw-state--${matches.length > 0 ? 'active' : 'closed'}`}>
                {matches.length > 0
                  ? matches.map(({ rule }) => titles.get(rule) ?? rule).join(', ')
                  : t(
                      event['event.kind'] === 'pipeline_error'
                        ? 'rules.test.unparsed'
                        : 'rules.test.no_match',
                    )}
              </span>
            </EventDisclosure>
          </li>
        ))}
      </ol>
    </div>
  );
}

interface TestPanelProps {
  tried: TriedRule;
  /** Hears of the faults of the tried rule. */
  onResult?(result: RuleTestResult): void;
}

/** Tries a rule on pasted records. */
export function TestPanel({ tried, onResult }: TestPanelProps) {
  const { t } = useMessages();
  const tenant = useTenant();
  const [events, setEvents] = useState('');
  const run = useMutation({
    mutationFn: () => testRule(tenant, tried, events),
    onSuccess: (result) => onResult?.(result),
  });
  const faulty = run.data?.problems.some(({ severity }) => severity === 'error') === true;
  return (
    <section className="gw-panel gw-stack" aria-labelledby="test">
      <h2 id="test" className="gw-panel__title">
        {t('rules.test.title')}
      </h2>
      <Form
        className="gw-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (events.trim() !== '') run.mutate();
        }}
      >
        <TextField
          label={t('rules.test.events')}
          hint={t('rules.test.events_hint')}
          rows={6}
          value={events}
          onChange={setEvents}
          spellCheck="false"
        />
        <div className="gw-form__actions">
          <Button
            type="submit"
            variant="primary"
            label={t('rules.test.run')}
            isPending={run.isPending}
            isDisabled={events.trim() === ''}
          />
        </div>
      </Form>
      {run.error ? <ErrorNotice error={run.error} /> : null}
      {faulty ? <Notice tone="danger" title={t('rules.test.faulty')} /> : null}
      {run.data && !faulty ? <Result result={run.data} /> : null}
    </section>
  );
}
