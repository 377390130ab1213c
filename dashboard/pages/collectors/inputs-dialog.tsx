import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form, Label, Text, TextArea, TextField } from 'react-aria-components';
import { getInputs, setInputs, type WantedInputs } from '../../api/collectors.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

interface FormProps {
  id: string;
  wanted: WantedInputs;
  onClose(): void;
  onSaved(): void;
}

/** @returns the value of a JSON text, or undefined */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function InputsForm({ id, wanted, onClose, onSaved }: FormProps) {
  const { t } = useMessages();
  const [text, setText] = useState(() => JSON.stringify(wanted.inputs, null, 2));
  const [checked, setChecked] = useState(false);
  const queries = useQueryClient();
  const inputs = parsed(text);
  const save = useMutation({
    mutationFn: () => setInputs(id, wanted.version, inputs),
    onSuccess: (saved) => {
      queries.setQueryData(['collector-inputs', id], saved);
      onSaved();
      onClose();
    },
  });
  const wrong = checked && inputs === undefined;
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (inputs !== undefined) save.mutate();
      }}
    >
      {save.isError ? <ErrorNotice error={save.error} /> : null}
      {wrong ? (
        <Notice tone="danger" title={t('collectors.inputs.no_json')}>
          <p>{t('collectors.inputs.no_json_text')}</p>
        </Notice>
      ) : null}
      <TextField className="gw-field" value={text} onChange={setText} isInvalid={wrong}>
        <Label className="gw-field__label">{t('collectors.inputs.label')}</Label>
        <Text slot="description" className="gw-field__hint">
          {t('collectors.inputs.hint')}
        </Text>
        <TextArea
          className="kern-form-input__input gw-input gw-yaml__text"
          rows={16}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="off"
        />
      </TextField>
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="primary"
          label={t('collectors.inputs.save')}
          isPending={save.isPending}
        />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

function Inputs({ id, onClose, onSaved }: Omit<FormProps, 'wanted'>) {
  const { data, error, refetch } = useQuery({
    queryKey: ['collector-inputs', id],
    queryFn: ({ signal }) => getInputs(id, signal),
    // What another person saved meanwhile must not replace what is being written.
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  return <InputsForm key={data.version} id={id} wanted={data} onClose={onClose} onSaved={onSaved} />;
}

/** Sets what a collector is to collect. */
export function InputsDialog({ id, ...rest }: { id: string | undefined; onClose(): void; onSaved(): void }) {
  const { t } = useMessages();
  return (
    <Dialog
      title={t('collectors.inputs.title', { id: id ?? '' })}
      isOpen={id !== undefined}
      onClose={rest.onClose}
      wide
    >
      {id === undefined ? null : <Inputs id={id} {...rest} />}
    </Dialog>
  );
}
