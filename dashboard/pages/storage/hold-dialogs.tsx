import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { LegalHold, LegalHoldInput } from '../../../server/contract/retention.js';
import { liftHold, setHold } from '../../api/retention.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { FieldRow, TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { fromWallClock } from '../../i18n/zoned-time.js';

const empty = { title: '', reason: '', from: '', to: '', datasets: '', hosts: '' };

function inputOf(draft: typeof empty): LegalHoldInput {
  const lines = (text: string): string[] => text.split(/[\s,]+/).filter((line) => line !== '');
  const from = fromWallClock(draft.from);
  const to = fromWallClock(draft.to);
  return {
    title: draft.title.trim(),
    reason: draft.reason.trim(),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    datasets: lines(draft.datasets),
    hosts: lines(draft.hosts),
  };
}

function SetHoldForm({ tenant, onClose }: { tenant: string; onClose(): void }) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(empty);
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    mutationFn: () => setHold(tenant, inputOf(draft)),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['retention'] }),
  });
  const bind = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  const missing = (text: string) => (checked && text.trim() === '' ? t('targets.required') : undefined);
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (draft.title.trim() && draft.reason.trim()) save.mutate();
      }}
    >
      {save.isError ? <ErrorNotice error={save.error} /> : null}
      <TextField
        label={t('storage.hold_title')}
        hint={t('storage.hold_title_hint')}
        maxLength={200}
        autoFocus
        error={missing(draft.title)}
        {...bind('title')}
      />
      <TextField
        label={t('storage.reason')}
        maxLength={2000}
        rows={2}
        error={missing(draft.reason)}
        {...bind('reason')}
      />
      <FieldRow>
        <TextField type="datetime-local" label={t('storage.hold_from_label')} {...bind('from')} />
        <TextField type="datetime-local" label={t('storage.hold_to_label')} {...bind('to')} />
      </FieldRow>
      <FieldRow>
        <TextField
          label={t('storage.hold_datasets')}
          hint={t('storage.hold_lines_hint')}
          rows={2}
          {...bind('datasets')}
        />
        <TextField
          label={t('storage.hold_hosts')}
          hint={t('storage.hold_lines_hint')}
          rows={2}
          {...bind('hosts')}
        />
      </FieldRow>
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('storage.set_hold')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Keeps events until the hold is lifted. */
export function SetHoldDialog({ isOpen, ...rest }: { tenant: string; isOpen: boolean; onClose(): void }) {
  const { t } = useMessages();
  return (
    <Dialog title={t('storage.set_hold')} isOpen={isOpen} onClose={rest.onClose}>
      <SetHoldForm {...rest} />
    </Dialog>
  );
}

function LiftForm({ tenant, hold, onClose }: { tenant: string; hold: LegalHold; onClose(): void }) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const lift = useMutation({
    mutationFn: () => liftHold(tenant, hold.id, reason.trim()),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['retention'] }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (reason.trim()) lift.mutate();
      }}
    >
      {lift.isError ? <ErrorNotice error={lift.error} /> : null}
      <p>{t('storage.lift_text', { title: hold.title })}</p>
      <TextField
        label={t('storage.reason')}
        maxLength={2000}
        rows={2}
        autoFocus
        value={reason}
        onChange={setReason}
        error={checked && reason.trim() === '' ? t('targets.required') : undefined}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="danger" label={t('storage.lift')} isPending={lift.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Lets the rules hold again; `undefined` closes it. */
export function LiftDialog({
  tenant,
  hold,
  onClose,
}: {
  tenant: string;
  hold: LegalHold | undefined;
  onClose(): void;
}) {
  const { t } = useMessages();
  return (
    <Dialog title={t('storage.lift_title')} isOpen={hold !== undefined} onClose={onClose}>
      {hold ? <LiftForm tenant={tenant} hold={hold} onClose={onClose} /> : null}
    </Dialog>
  );
}
