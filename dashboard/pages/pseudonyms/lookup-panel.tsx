import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Link } from 'react-router';
import { lookUp } from '../../api/pseudonyms.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { TextField } from '../../components/fields.js';
import { Empty, ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';
import { leastReason } from './limits.js';

/** From a clear identifier to its pseudonyms; kept in the audit trail. */
export function LookupPanel({ tenant }: { tenant: string }) {
  const { t } = useMessages();
  const roles = useRoles();
  const [value, setValue] = useState('');
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const search = useMutation({
    mutationFn: () => lookUp(tenant, { value: value.trim(), reason: reason.trim() }),
  });
  const given = search.data?.items.filter((item) => item.given) ?? [];
  const maySearch = roles.has('analyst') || roles.has('admin') || roles.has('auditor');
  return (
    <section className="gw-panel" aria-labelledby="pseudonym-lookup">
      <h2 id="pseudonym-lookup" className="gw-panel__title">
        {t('pseudonyms.lookup')}
      </h2>
      <p>{t('pseudonyms.lookup_text')}</p>
      <Form
        className="gw-form"
        onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (value.trim().length > 1 && reason.trim().length >= leastReason) search.mutate();
        }}
      >
        {search.isError ? <ErrorNotice error={search.error} /> : null}
        <TextField
          label={t('pseudonyms.identifier')}
          hint={t('pseudonyms.identifier_hint')}
          value={value}
          onChange={setValue}
          error={checked && value.trim().length < 2 ? t('targets.required') : undefined}
        />
        <TextField
          label={t('storage.reason')}
          rows={2}
          value={reason}
          onChange={setReason}
          error={checked && reason.trim().length < leastReason ? t('pseudonyms.reason_short') : undefined}
        />
        <div className="gw-form__actions">
          <Button
            type="submit"
            icon="search"
            label={t('pseudonyms.lookup_now')}
            isPending={search.isPending}
          />
        </div>
      </Form>
      {search.data && given.length === 0 ? <Empty title={t('pseudonyms.lookup_none')} /> : null}
      {given.length > 0 ? (
        <DataTable
          caption={t('pseudonyms.lookup')}
          columns={[
            { id: 'period', header: t('pseudonyms.period'), cell: (item) => item.period },
            { id: 'kind', header: t('pseudonyms.kind'), cell: (item) => t(`pseudonyms.kind.${item.kind}`) },
            {
              id: 'pseudonym',
              header: t('pseudonyms.pseudonym'),
              term: 'pseudonym',
              rowHeader: true,
              cell: (item) => <span className="gw-mono">{item.pseudonym}</span>,
            },
          ]}
          rows={given}
          rowId={({ pseudonym }) => pseudonym}
        />
      ) : null}
      {given.length > 0 && maySearch && search.data ? (
        <Link className="kern-link gw-link" to={`/events?${new URLSearchParams({ q: search.data.query })}`}>
          {t('pseudonyms.search_events')}
        </Link>
      ) : null}
    </section>
  );
}
