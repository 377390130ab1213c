import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { IndicatorList } from '../../../server/contract/indicator.js';
import { changeIndicatorList } from '../../api/indicators.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { draftOf, inputOf } from './list-draft.js';
import { ListFields } from './list-fields.js';

function EditForm({ list, onClose }: { list: IndicatorList; onClose(): void }) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(list));
  const [version] = useState(list.version);
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    mutationFn: () => changeIndicatorList(list.tenant, list.id, { ...inputOf(draft), version }),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['indicators'] }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (draft.name.trim() !== '') save.mutate();
      }}
    >
      {save.error ? <ErrorNotice error={save.error} /> : null}
      <ListFields draft={draft} onChange={setDraft} checked={checked} />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Changes what is said of a list. */
export function EditDialog({ isOpen, ...rest }: { list: IndicatorList; isOpen: boolean; onClose(): void }) {
  const { t } = useMessages();
  return (
    <Dialog wide title={t('indicators.edit_title')} isOpen={isOpen} onClose={rest.onClose}>
      <EditForm {...rest} />
    </Dialog>
  );
}
