import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Baustein, RequirementLevel } from '../../../server/contract/isms.js';
import type { Profile } from '../../../server/contract/modelling.js';
import { createProfile, updateProfile } from '../../api/check.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { CheckList } from '../../components/check-list.js';
import { Dialog } from '../../components/dialog.js';
import { SelectField, TextField } from '../../components/fields.js';
import { levelKey } from '../../components/level-tag.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';

const levels: readonly RequirementLevel[] = ['B', 'S', 'H'];

interface ProfileFormProps {
  /** To change; undefined: a new one. */
  profile: Profile | undefined;
  domain: DomainRef;
  /** Of the edition: what can be left out. */
  bausteine: readonly Baustein[];
  isControls: boolean;
  onStored(): void;
  onClose(): void;
}

function ProfileForm({ profile, domain, bausteine, isControls, onStored, onClose }: ProfileFormProps) {
  const { t } = useMessages();
  const [name, setName] = useState(profile?.name ?? '');
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set(profile?.levels ?? ['B', 'S']));
  const [tags, setTags] = useState(profile?.tags.join(', ') ?? '');
  const [excluded, setExcluded] = useState(profile?.excluded ?? []);
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    mutationFn: () => {
      const input = {
        name: name.trim(),
        levels: levels.filter((level) => asked.has(level)),
        tags: [...new Set(tags.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== ''),
        excluded,
      };
      return profile
        ? updateProfile(domain, profile.id, input, profile.version)
        : createProfile(domain, input);
    },
    onSuccess() {
      onStored();
      onClose();
    },
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (name.trim() !== '' && asked.size > 0) save.mutate();
      }}
    >
      <SaveFault error={save.error} />
      <TextField
        label={t('profiles.name')}
        maxLength={200}
        autoFocus
        error={checked && name.trim() === '' ? t('targets.required') : undefined}
        value={name}
        onChange={setName}
      />
      <CheckList
        label={t('profiles.levels')}
        options={levels.map((value) => ({ value, label: t(levelKey(value, isControls)) }))}
        selected={asked}
        onChange={setAsked}
      />
      {checked && asked.size === 0 ? (
        <p className="gw-field__error" role="alert">
          {t('profiles.levels_missing')}
        </p>
      ) : null}
      <TextField
        label={t('profiles.tags')}
        hint={t('profiles.tags_hint')}
        maxLength={2000}
        value={tags}
        onChange={setTags}
      />
      <ExcludedField
        bausteine={bausteine}
        excluded={excluded}
        isControls={isControls}
        onChange={setExcluded}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

interface ExcludedFieldProps extends Pick<ProfileFormProps, 'bausteine' | 'isControls'> {
  excluded: readonly string[];
  onChange(excluded: string[]): void;
}

/** What is left out, one by one; added from a list of what the edition has. */
function ExcludedField({ bausteine, excluded, isControls, onChange }: ExcludedFieldProps) {
  const { t } = useMessages();
  const nameOf = (id: string): string => {
    const title = bausteine.find((each) => each.id === id)?.title ?? '';
    return title === id ? id : `${id} ${title}`.trim();
  };
  const left = bausteine.filter(({ id }) => !excluded.includes(id));
  return (
    <fieldset className="gw-fieldset">
      <legend className="gw-field__label">{t('profiles.excluded')}</legend>
      {excluded.length === 0 ? <p className="gw-muted">{t('profiles.excluded_none')}</p> : null}
      <ul className="gw-check-list">
        {excluded.map((id) => (
          <li key={id} className="gw-profile__excluded">
            {nameOf(id)}
            <Button
              small
              variant="tertiary"
              iconOnly
              icon="remove"
              label={t('profiles.include', { name: id })}
              onPress={() => onChange(excluded.filter((each) => each !== id))}
            />
          </li>
        ))}
      </ul>
      <SelectField
        label={t(isControls ? 'profiles.exclude_category' : 'profiles.exclude')}
        value=""
        options={[
          { value: '', label: t('profiles.exclude_choose') },
          ...left.map(({ id }) => ({ value: id, label: nameOf(id) })),
        ]}
        onChange={(id) => {
          if (id !== '') onChange([...excluded, id]);
        }}
      />
    </fieldset>
  );
}

interface ProfileDialogProps extends Omit<ProfileFormProps, 'profile'> {
  /** The profile to change, `new` to create one, undefined when closed. */
  edited: Profile | 'new' | undefined;
}

/** Creates or changes a profile of one's own. */
export function ProfileDialog({ edited, ...rest }: ProfileDialogProps) {
  const { t } = useMessages();
  const profile = edited === 'new' ? undefined : edited;
  return (
    <Dialog
      title={t(profile ? 'profiles.edit' : 'profiles.create')}
      isOpen={edited !== undefined}
      onClose={rest.onClose}
    >
      {edited === undefined ? null : <ProfileForm profile={profile} {...rest} />}
    </Dialog>
  );
}
