import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { type CaseDetail, changeCase } from '../../api/cases.js';
import { getTargetObjects } from '../../api/isms.js';
import { Button } from '../../components/button.js';
import { CheckList } from '../../components/check-list.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { useDomain } from '../structure/use-domain.js';

const shownAtMost = 40;

interface ObjectsProps {
  detail: CaseDetail;
  onClose(): void;
}

function ObjectsForm({ detail, onClose }: ObjectsProps) {
  const { t, plural } = useMessages();
  const queries = useQueryClient();
  const { domains } = useDomain();
  const own = domains.filter(({ tenant }) => tenant === detail.case.tenant);
  const objects = useQuery({
    queryKey: ['cases', 'objects', own.map(({ id }) => id)],
    queryFn: async ({ signal }) =>
      (await Promise.all(own.map(({ id }) => getTargetObjects(id, signal)))).flatMap(({ items }) => items),
    enabled: own.length > 0,
  });
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    new Set(detail.target_objects.map(({ id }) => id)),
  );
  const save = useMutation({
    mutationFn: () =>
      changeCase(detail.case.id, { target_objects: [...chosen], version: detail.case.version }),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['cases'] }),
  });
  const wanted = text.trim().toLowerCase();
  const found = (objects.data ?? []).filter(
    ({ id, key, name }) => chosen.has(id) || `${key} ${name}`.toLowerCase().includes(wanted),
  );
  const shown = found.toSorted((a, b) => Number(chosen.has(b.id)) - Number(chosen.has(a.id)));
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {save.error || objects.error ? <ErrorNotice error={save.error ?? objects.error} /> : null}
      <TextField label={t('cases.find_object')} value={text} onChange={setText} autoFocus />
      {objects.isPending && own.length > 0 ? <Loading rows={4} /> : null}
      {shown.length > 0 ? (
        <CheckList
          label={t('cases.objects')}
          options={shown.slice(0, shownAtMost).map(({ id, key, name, owner }) => ({
            value: id,
            label: `${key} ${name}`,
            hint: owner || undefined,
          }))}
          selected={chosen}
          onChange={setChosen}
        />
      ) : (
        <p className="gw-muted">{t('cases.no_object_found')}</p>
      )}
      {shown.length > shownAtMost ? (
        <p className="gw-muted">{plural('cases.more_objects', shown.length - shownAtMost)}</p>
      ) : null}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Chooses the target objects that a case concerns. */
export function ObjectsDialog({ isOpen, ...rest }: ObjectsProps & { isOpen: boolean }) {
  const { t } = useMessages();
  return (
    <Dialog title={t('cases.objects')} isOpen={isOpen} onClose={rest.onClose}>
      <ObjectsForm {...rest} />
    </Dialog>
  );
}
