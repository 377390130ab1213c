import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { PseudonymMode, Side } from '../../../server/contract/pseudonym.js';
import { changePassphrase } from '../../api/pseudonyms.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { TextField } from '../../components/fields.js';
import { Empty, ErrorNotice, Notice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';
import { leastPassphrase } from './limits.js';

function PassphraseForm({ tenant, side }: { tenant: string; side: Side }) {
  const { t } = useMessages();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [checked, setChecked] = useState(false);
  const change = useMutation({
    mutationFn: () => changePassphrase(tenant, { side, current, next }),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      setChecked(false);
    },
  });
  return (
    <section className="gw-panel" aria-labelledby={`passphrase-${side}`}>
      <h2 id={`passphrase-${side}`} className="gw-panel__title">
        {t(`pseudonyms.change.${side}`)}
      </h2>
      <Form
        className="gw-form"
        onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (current !== '' && next.length >= leastPassphrase) change.mutate();
        }}
      >
        {change.isError ? <ErrorNotice error={change.error} /> : null}
        {change.isSuccess ? <Notice tone="success" title={t('pseudonyms.changed')} /> : null}
        <TextField
          type="password"
          autoComplete="off"
          label={t('pseudonyms.current')}
          hint={t('pseudonyms.current_hint')}
          value={current}
          onChange={setCurrent}
          error={checked && current === '' ? t('targets.required') : undefined}
        />
        <TextField
          type="password"
          autoComplete="off"
          label={t('pseudonyms.next')}
          value={next}
          onChange={setNext}
          error={checked && next.length < leastPassphrase ? t('pseudonyms.passphrase_short') : undefined}
        />
        <div className="gw-form__actions">
          <Button type="submit" label={t('pseudonyms.change_now')} isPending={change.isPending} />
        </div>
      </Form>
    </section>
  );
}

/** Who has a key, the passphrases, and the keys of the periods. */
export function KeyPanel({ mode }: { mode: PseudonymMode }) {
  const { t, number } = useMessages();
  const roles = useRoles();
  const mine = {
    requester: roles.has('admin') || roles.has('analyst'),
    approver: roles.has('dpo') || roles.has('staff_council'),
  };
  return (
    <div className="gw-stack">
      <p className="gw-lead gw-lead--tab">{t('pseudonyms.keys_text')}</p>
      {(['requester', 'approver'] as const).map((side) =>
        mode.sides[side] && mine[side] ? (
          <PassphraseForm key={side} tenant={mode.tenant} side={side} />
        ) : null,
      )}
      {mode.periods.length === 0 ? (
        <Empty icon="key" title={t('pseudonyms.no_period')}>
          <p>{t('pseudonyms.no_period_text')}</p>
        </Empty>
      ) : (
        <DataTable
          caption={t('pseudonyms.periods')}
          columns={[
            { id: 'period', header: t('pseudonyms.period'), rowHeader: true, cell: ({ period }) => period },
            { id: 'from', header: t('pseudonyms.from'), cell: ({ from }) => <Time at={from} full /> },
            {
              id: 'pseudonyms',
              header: t('pseudonyms.given'),
              align: 'end',
              cell: ({ pseudonyms }) => number(pseudonyms),
            },
          ]}
          rows={mode.periods}
          rowId={({ period }) => period}
        />
      )}
    </div>
  );
}
