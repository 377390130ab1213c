import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FileTrigger, Form } from 'react-aria-components';
import type { InformationDomain } from '../../../server/contract/structure.js';
import { importOscal, type OscalFile, readOscalFile } from '../../api/oscal.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

interface OscalFormProps {
  /** That the new domain can belong to. */
  tenants: readonly string[];
  onMade(domain: InformationDomain): void;
  onClose(): void;
}

/** @returns what keeps the files from being a domain */
function faultOf(files: readonly OscalFile[]): 'foreign' | 'twice' | 'no_plan' | undefined {
  const models = files.map(({ model }) => model);
  if (models.includes(undefined)) return 'foreign';
  if (new Set(models).size < models.length) return 'twice';
  return models.includes('system-security-plan') ? undefined : 'no_plan';
}

function OscalForm({ tenants, onMade, onClose }: OscalFormProps) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [tenant, setTenant] = useState(tenants[0] ?? 'default');
  const [key, setKey] = useState('');
  const [name, setName] = useState('');
  const read = useMutation({
    mutationFn: (chosen: readonly File[]) => Promise.all(chosen.map(readOscalFile)),
  });
  const files = read.data ?? [];
  const fault = files.length > 0 ? faultOf(files) : undefined;
  const store = useMutation({
    mutationFn: () => {
      const { 'system-security-plan': plan, ...others } = Object.fromEntries(
        files.map(({ model, content }) => [model, content]),
      );
      return importOscal(tenant, {
        ...(key.trim() === '' ? {} : { key: key.trim() }),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        documents: { 'system-security-plan': plan, ...others },
      });
    },
    async onSuccess(domain) {
      await queries.invalidateQueries({ queryKey: ['domains'] });
      onMade(domain);
    },
  });
  const optional = { hint: t('oscal.as_in_file') };
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (files.length > 0 && fault === undefined) store.mutate();
      }}
    >
      <p>{t('oscal.text')}</p>
      <div className="gw-field">
        <span className="gw-field__label">{t('oscal.files')}</span>
        <div className="gw-toolbar">
          <FileTrigger
            allowsMultiple
            acceptedFileTypes={['.json', 'application/json']}
            onSelect={(chosen) => {
              store.reset();
              read.mutate([...(chosen ?? [])]);
            }}
          >
            <Button small label={t('oscal.choose')} isPending={read.isPending} />
          </FileTrigger>
          {files.length === 0 ? <span className="gw-muted">{t('oscal.limits')}</span> : null}
        </div>
        {files.length === 0 ? null : (
          <ul className="gw-notes">
            {files.map((file) => (
              <li key={file.name}>
                <span className="gw-mono">{file.name}</span>:{' '}
                {t(file.model ? `oscal.model.${file.model}` : 'oscal.foreign')}
              </li>
            ))}
          </ul>
        )}
      </div>
      {fault ? <Notice tone="warning" title={t(`oscal.fault.${fault}`)} /> : null}
      {tenants.length > 1 ? (
        <SelectField
          label={t('domains.tenant')}
          value={tenant}
          options={tenants.map((value) => ({ value, label: value }))}
          onChange={setTenant}
        />
      ) : null}
      <FieldRow>
        <TextField
          {...optional}
          label={t('domains.field.key')}
          value={key}
          maxLength={40}
          onChange={setKey}
        />
        <TextField
          {...optional}
          label={t('domains.field.name')}
          value={name}
          maxLength={200}
          onChange={setName}
        />
      </FieldRow>
      {store.error ? <ErrorNotice error={store.error} /> : null}
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="primary"
          label={t('oscal.import')}
          isDisabled={files.length === 0 || fault !== undefined}
          isPending={store.isPending}
        />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Makes a new information domain of the OSCAL documents that an export wrote. */
export function OscalDialog({ isOpen, ...form }: OscalFormProps & { isOpen: boolean }) {
  const { t } = useMessages();
  return (
    <Dialog title={t('oscal.title')} isOpen={isOpen} onClose={form.onClose}>
      <OscalForm {...form} />
    </Dialog>
  );
}
