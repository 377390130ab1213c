import { SelectField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';
import { profileName, type useProfile } from './use-profile.js';

/** The profile that a page looks at the check through. */
export function ProfileSelect({ choice }: { choice: ReturnType<typeof useProfile> }) {
  const messages = useMessages();
  const { profiles, profile, choose } = choice;
  return (
    <SelectField
      hideLabel
      label={messages.t('check.profile')}
      value={profile}
      options={profiles.map((each) => ({ value: each.id, label: profileName(messages, each) }))}
      onChange={choose}
    />
  );
}
