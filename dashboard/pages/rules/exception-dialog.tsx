import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { RuleDetail } from '../../../server/contract/rule-views.js';
import { addException, changeException } from '../../api/rules.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useSettled } from '../../components/use-settled.js';
import { useMessages } from '../../i18n/messages.js';
import { fromWallClock, toWallClock } from '../../i18n/zoned-time.js';
import { type ExceptionDraft, type ExceptionView, exceptionDraft, expiryOf } from './exception-draft.js';
import { ExceptionPreview, useExceptionPreview } from './exception-preview.js';
import { useTenant } from './tenant-select.js';
import { YamlField } from './yaml-field.js';

const typingPauseMs = 400;

interface ExceptionFormProps {
  rule: RuleDetail;
  exception: ExceptionView | undefined;
  begin: ExceptionDraft | undefined;
  tenant: string;
  onClose(): void;
}

function ExceptionForm({ rule, exception, begin, tenant, onClose }: ExceptionFormProps) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => begin ?? exceptionDraft(exception, toWallClock));
  const [checked, setChecked] = useState(false);
  const settled = useSettled(draft.detection, typingPauseMs);
  const preview = useExceptionPreview(rule.id, tenant, settled);
  const stale = settled !== draft.detection || preview.isPlaceholderData;
  const save = useMutation({
    mutationFn: () => {
      const { title, reason, detection, until } = draft;
      const body = {
        title: title.trim(),
        reason: reason.trim(),
        detection,
        expires_at: expiryOf(until, fromWallClock),
        version: rule.state.version,
      };
      return exception === undefined
        ? addException(rule.id, tenant, body)
        : changeException(rule.id, exception.id, tenant, body);
    },
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['rules'] }),
  });
  const missing = (text: string) => (checked && text.trim() === '' ? t('targets.required') : undefined);
  const bind = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (draft.title.trim() && draft.reason.trim() && draft.detection.trim()) save.mutate();
      }}
    >
      <TextField
        autoFocus
        label={t('rules.exception.title')}
        maxLength={200}
        error={missing(draft.title)}
        {...bind('title')}
      />
      <TextField
        label={t('rules.exception.reason')}
        hint={t('rules.exception.reason_hint')}
        rows={2}
        maxLength={2000}
        error={missing(draft.reason)}
        {...bind('reason')}
      />
      <YamlField
        label={t('rules.exception.detection')}
        hint={t('rules.exception.detection_hint')}
        rows={8}
        problems={preview.data?.problems ?? []}
        {...bind('detection')}
      />
      <ExceptionPreview preview={preview.data} error={preview.error} stale={stale} />
      <TextField
        type="date"
        label={t('rules.exception.until')}
        hint={t('rules.exception.until_hint')}
        {...bind('until')}
      />
      {save.error ? <ErrorNotice error={save.error} /> : null}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

interface ExceptionDialogProps {
  rule: RuleDetail;
  /** The exception to change, `new` to add one, undefined when closed. */
  edited: ExceptionView | 'new' | undefined;
  /** What a new one begins with; without it a form to fill in. */
  begin?: ExceptionDraft;
  /** Without it the one that the page shows. */
  tenant?: string;
  onClose(): void;
}

/** Adds or changes an exception. */
export function ExceptionDialog({ rule, edited, begin, tenant, onClose }: ExceptionDialogProps) {
  const { t } = useMessages();
  const shown = useTenant();
  const exception = edited === 'new' ? undefined : edited;
  return (
    <Dialog
      wide
      title={t(exception ? 'rules.exception.edit' : 'rules.exception.add')}
      isOpen={edited !== undefined}
      onClose={onClose}
    >
      <ExceptionForm
        rule={rule}
        exception={exception}
        begin={begin}
        tenant={tenant ?? shown}
        onClose={onClose}
      />
    </Dialog>
  );
}
