import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Catalog } from '../../../server/contract/catalog.js';
import type { InformationDomain } from '../../../server/contract/structure.js';
import { createDomain, getDomain, updateDomain } from '../../api/domains.js';
import { ApiError } from '../../api/http.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { FieldRow, RadioField, SelectField, TextField } from '../../components/fields.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { DomainConflict } from './domain-conflict.js';
import { approaches, type DomainDraft, draftOf, statuses } from './domain-draft.js';

interface DomainFormProps {
  /** To change; undefined: a new one. */
  domain: InformationDomain | undefined;
  catalogs: readonly Catalog[];
  /** That a new domain can belong to. */
  tenants: readonly string[];
  onClose(): void;
}

const conflictOf = (error: unknown): boolean => error instanceof ApiError && error.code === 'CONFLICT';

function DomainForm({ domain, catalogs, tenants, onClose }: DomainFormProps) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const kompendium = catalogs.find(({ kind }) => kind === 'kompendium')?.id ?? 'kompendium-2023';
  const [draft, setDraft] = useState(() => draftOf(domain, kompendium));
  const [tenant, setTenant] = useState(tenants[0] ?? 'default');
  const [version, setVersion] = useState(domain?.version ?? 0);
  const [stored, setStored] = useState<InformationDomain>();
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    mutationFn: () => (domain ? updateDomain(domain.id, draft, version) : createDomain(tenant, { ...draft })),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['domains'] });
      onClose();
    },
    async onError(error) {
      if (domain && conflictOf(error)) setStored(await getDomain(domain.id));
    },
  });
  const titleOf = (id: string): string => {
    const found = catalogs.find((each) => each.id === id);
    return found ? `${found.title} (${found.edition})` : id;
  };
  const show = (field: keyof DomainDraft, value: string): string => {
    if (field === 'approach') return t(`domains.approach.${draftValue(approaches, value)}`);
    if (field === 'status') return t(`domains.status.${draftValue(statuses, value)}`);
    if (field === 'catalog') return titleOf(value);
    return value === '' ? t('targets.blank') : value;
  };
  const goOn = (next: DomainDraft): void => {
    if (stored) setVersion(stored.version);
    setDraft(next);
    setStored(undefined);
    save.reset();
  };
  const missing = (text: string) => (checked && text.trim() === '' ? t('targets.required') : undefined);
  const catalog = catalogs.find(({ id }) => id === draft.catalog);
  const known = catalogs.map(({ id }) => id);
  const choices = known.includes(draft.catalog) ? known : [draft.catalog, ...known];

  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (draft.key.trim() !== '' && draft.name.trim() !== '' && stored === undefined) save.mutate();
      }}
    >
      {stored ? (
        <DomainConflict
          stored={stored}
          draft={draft}
          show={show}
          onTake={() => goOn(draftOf(stored, stored.catalog))}
          onKeep={() => goOn(draft)}
        />
      ) : null}
      {save.error && !(domain && conflictOf(save.error)) ? <ErrorNotice error={save.error} /> : null}
      <FieldRow>
        <TextField
          label={t('domains.field.key')}
          hint={t('domains.key_hint')}
          maxLength={40}
          autoFocus
          error={missing(draft.key)}
          value={draft.key}
          onChange={(key) => setDraft({ ...draft, key })}
        />
        <SelectField
          label={t('domains.field.status')}
          value={draft.status}
          options={statuses.map((value) => ({ value, label: t(`domains.status.${value}`) }))}
          onChange={(status) => setDraft({ ...draft, status })}
        />
      </FieldRow>
      {domain === undefined && tenants.length > 1 ? (
        <SelectField
          label={t('domains.tenant')}
          value={tenant}
          options={tenants.map((value) => ({ value, label: value }))}
          onChange={setTenant}
        />
      ) : null}
      <TextField
        label={t('domains.field.name')}
        maxLength={200}
        error={missing(draft.name)}
        value={draft.name}
        onChange={(name) => setDraft({ ...draft, name })}
      />
      <TextField
        label={t('domains.field.description')}
        hint={t('domains.description_hint')}
        maxLength={4000}
        rows={3}
        value={draft.description}
        onChange={(description) => setDraft({ ...draft, description })}
      />
      <RadioField
        label={t('domains.field.approach')}
        value={draft.approach}
        options={approaches.map((value) => ({
          value,
          label: t(`domains.approach.${value}`),
          hint: t(`domains.approach_hint.${value}`),
        }))}
        onChange={(approach) => setDraft({ ...draft, approach })}
      />
      <SelectField
        label={t('domains.field.catalog')}
        value={draft.catalog}
        options={choices.map((value) => ({ value, label: titleOf(value) }))}
        onChange={(next) => setDraft({ ...draft, catalog: next })}
      />
      {catalog && !catalog.checkable ? <Notice tone="info" title={t('domains.no_bausteine')} /> : null}
      {domain && draft.catalog !== domain.catalog ? (
        <Notice tone="info" title={t('domains.catalog_change')} />
      ) : null}
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="primary"
          label={t('action.save')}
          isPending={save.isPending}
          isDisabled={stored !== undefined}
        />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

function draftValue<T extends string>(values: readonly T[], value: string): T {
  return values.find((each) => each === value) ?? values[0]!;
}

interface DomainDialogProps extends Omit<DomainFormProps, 'domain'> {
  /** The domain to change, `new` to create one, undefined when closed. */
  edited: InformationDomain | 'new' | undefined;
}

/** Creates or changes an information domain. */
export function DomainDialog({ edited, ...rest }: DomainDialogProps) {
  const { t } = useMessages();
  const domain = edited === 'new' ? undefined : edited;
  return (
    <Dialog
      wide
      title={t(domain ? 'domains.edit' : 'domains.create')}
      isOpen={edited !== undefined}
      onClose={rest.onClose}
    >
      <DomainForm domain={domain} {...rest} />
    </Dialog>
  );
}
