import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { OwnDeadline, OwnDeadlineInput } from '../../../server/contract/case-duty.js';
import { changeDeadline, createDeadline, getDeadlines } from '../../api/cases.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { BackLink } from '../../components/link.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Switch } from '../../components/switch.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { TenantSelect, useTenant } from '../rules/tenant-select.js';
import { useCaseRights } from './case-words.js';

const mostHours = 8784;

function columns(
  { t, plural }: Messages,
  onEdit: ((deadline: OwnDeadline) => void) | undefined,
): Column<OwnDeadline>[] {
  return [
    {
      id: 'name',
      header: t('cases.deadline'),
      rowHeader: true,
      value: ({ name }) => name,
      cell: ({ name, basis }) => (
        <>
          {name}
          {basis ? <span className="gw-muted gw-block">{basis}</span> : null}
        </>
      ),
    },
    {
      id: 'recipient',
      header: t('cases.recipient'),
      value: ({ recipient }) => recipient,
      cell: ({ recipient }) => recipient || '–',
    },
    {
      id: 'hours',
      header: t('cases.deadline_hours'),
      value: ({ hours }) => hours,
      cell: ({ hours, starts }) => (
        <>
          {plural('cases.hours', hours)}
          <span className="gw-muted gw-block">{t(`cases.starts.${starts}`)}</span>
        </>
      ),
    },
    {
      id: 'enabled',
      header: t('cases.deadline_state'),
      value: ({ enabled }) => Number(enabled),
      cell: ({ enabled }) => t(enabled ? 'cases.deadline_on' : 'cases.deadline_off'),
    },
    ...(onEdit === undefined
      ? []
      : [
          {
            id: 'actions',
            header: t('table.actions'),
            cell: (deadline: OwnDeadline) => (
              <Button
                small
                variant="tertiary"
                icon="edit"
                iconOnly
                label={t('cases.edit_deadline', { name: deadline.name })}
                onPress={() => onEdit(deadline)}
              />
            ),
          },
        ]),
  ];
}

const empty: OwnDeadlineInput = {
  name: '',
  recipient: '',
  basis: '',
  hours: 24,
  starts: 'aware',
  enabled: true,
};

function DeadlineForm({
  tenant,
  edited,
  onClose,
}: {
  tenant: string;
  edited: OwnDeadline | undefined;
  onClose(): void;
}) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const { name, recipient, basis, hours, starts, enabled } = edited ?? empty;
  const [draft, setDraft] = useState({ name, recipient, basis, hours: String(hours), starts, enabled });
  const [checked, setChecked] = useState(false);
  const parsed = Number(draft.hours);
  const hoursWrong = !Number.isInteger(parsed) || parsed < 1 || parsed > mostHours;
  const save = useMutation({
    mutationFn: () => {
      const input = { ...draft, name: draft.name.trim(), hours: parsed };
      return edited === undefined
        ? createDeadline(tenant, input)
        : changeDeadline(edited.id, edited.version, input);
    },
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['cases'] }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (draft.name.trim() && !hoursWrong) save.mutate();
      }}
    >
      {save.error ? <ErrorNotice error={save.error} /> : null}
      <TextField
        label={t('cases.deadline')}
        hint={t('cases.deadline_hint')}
        maxLength={200}
        autoFocus
        value={draft.name}
        onChange={(value) => setDraft({ ...draft, name: value })}
        error={checked && draft.name.trim() === '' ? t('targets.required') : undefined}
      />
      <TextField
        label={t('cases.recipient')}
        maxLength={300}
        value={draft.recipient}
        onChange={(value) => setDraft({ ...draft, recipient: value })}
      />
      <FieldRow>
        <TextField
          label={t('cases.deadline_hours')}
          inputMode="numeric"
          value={draft.hours}
          onChange={(value) => setDraft({ ...draft, hours: value })}
          error={checked && hoursWrong ? t('cases.hours_wrong', { most: mostHours }) : undefined}
        />
        <SelectField<OwnDeadlineInput['starts']>
          label={t('cases.deadline_starts')}
          value={draft.starts}
          options={[
            { value: 'aware', label: t('cases.starts.aware') },
            { value: 'opened', label: t('cases.starts.opened') },
          ]}
          onChange={(value) => setDraft({ ...draft, starts: value })}
        />
      </FieldRow>
      <TextField
        label={t('cases.basis')}
        rows={2}
        maxLength={4000}
        value={draft.basis}
        onChange={(value) => setDraft({ ...draft, basis: value })}
      />
      <Switch
        label={t('cases.deadline_enabled')}
        isSelected={draft.enabled}
        onChange={(value) => setDraft({ ...draft, enabled: value })}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** The deadlines to report that the city set itself, such as that of the CERT of its Land. */
export default function DeadlinesPage() {
  const messages = useMessages();
  const { t } = messages;
  const tenant = useTenant();
  const rights = useCaseRights();
  const [edited, setEdited] = useState<OwnDeadline | 'new'>();
  const { data, error, refetch } = useQuery({
    queryKey: ['cases', 'deadlines', tenant],
    queryFn: ({ signal }) => getDeadlines(tenant, signal),
  });
  const close = () => setEdited(undefined);
  return (
    <Page
      title={t('cases.deadlines')}
      back={<BackLink to="/cases">{t('cases.title')}</BackLink>}
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <TenantSelect />
          {rights.deadlines ? (
            <Button
              small
              variant="primary"
              icon="add"
              label={t('cases.add_deadline')}
              onPress={() => setEdited('new')}
            />
          ) : null}
        </div>
      }
    >
      <p className="gw-lead">{t('cases.deadlines_lead')}</p>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={3} /> : null}
      {data && data.items.length > 0 ? (
        <DataTable
          caption={t('cases.deadlines')}
          columns={columns(messages, rights.deadlines ? setEdited : undefined)}
          rows={data.items}
          rowId={({ id }) => id}
        />
      ) : null}
      {data?.items.length === 0 ? (
        <Empty icon="clock" title={t('cases.no_deadlines')}>
          <p>{t('cases.no_deadlines_text')}</p>
        </Empty>
      ) : null}
      <Dialog
        title={t(edited === 'new' ? 'cases.add_deadline' : 'cases.change_deadline')}
        isOpen={edited !== undefined}
        onClose={close}
      >
        {edited ? (
          <DeadlineForm tenant={tenant} edited={edited === 'new' ? undefined : edited} onClose={close} />
        ) : null}
      </Dialog>
    </Page>
  );
}
