import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Baustein, TargetObject } from '../../../server/contract/isms.js';
import { addAssignment, type EditionRef } from '../../api/check.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { SelectField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

interface AddDialogProps {
  isOpen: boolean;
  domain: EditionRef;
  isControls: boolean;
  bausteine: readonly Baustein[];
  objects: readonly TargetObject[];
  onClose(): void;
  onAdded(): void;
}

/** Applies a Baustein by hand where no rule proposes it. */
export function AddDialog(props: AddDialogProps) {
  const { t } = useMessages();
  return (
    <Dialog
      title={t(props.isControls ? 'modelling.add_category_title' : 'modelling.add_title')}
      isOpen={props.isOpen}
      onClose={props.onClose}
    >
      {props.isOpen ? <AddForm {...props} /> : null}
    </Dialog>
  );
}

function AddForm({ domain, isControls, bausteine, objects, onClose, onAdded }: AddDialogProps) {
  const { t } = useMessages();
  const [baustein, setBaustein] = useState('');
  const chosen = baustein || (bausteine[0]?.id ?? '');
  const [scope, setScope] = useState('domain');
  const add = useMutation({
    mutationFn: () =>
      addAssignment(domain, {
        baustein: chosen,
        target_object: scope === 'domain' ? null : scope,
        state: 'accepted',
      }),
    onSuccess() {
      onAdded();
      onClose();
    },
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      {add.error ? <ErrorNotice error={add.error} /> : null}
      {isControls ? <p className="gw-muted">{t('modelling.category_hint')}</p> : null}
      <SelectField
        label={t(isControls ? 'modelling.category' : 'modelling.baustein')}
        value={chosen}
        options={bausteine.map(({ id, title }) => ({ value: id, label: isControls ? id : `${id} ${title}` }))}
        onChange={setBaustein}
      />
      <SelectField
        label={t('modelling.scope')}
        value={scope}
        options={[
          { value: 'domain', label: t('modelling.whole_domain') },
          ...objects.map(({ id, key, name }) => ({ value: id, label: `${key} ${name}` })),
        ]}
        onChange={setScope}
      />
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="primary"
          label={t(isControls ? 'modelling.add_category' : 'modelling.add')}
          isPending={add.isPending}
        />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
