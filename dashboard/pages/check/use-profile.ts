import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import type { Profile } from '../../../server/contract/modelling.js';
import { getProfiles } from '../../api/check.js';
import type { MessageKey, Messages } from '../../i18n/messages.js';
import type { DomainChoice } from '../structure/use-domain.js';

/** The profile that the check is looked at through: of the address, otherwise what the domain's approach asks for. */
export function useProfile({ ref, domain }: DomainChoice) {
  const [search, setSearch] = useSearchParams();
  const { data } = useQuery({
    queryKey: ['check', 'profiles', ref?.domain],
    queryFn: ({ signal }) => getProfiles(ref!, signal),
    enabled: ref !== undefined,
  });
  const profiles = data?.items ?? [];
  const wanted = search.get('profile');
  const profile = profiles.find(({ id }) => id === wanted)?.id ?? domain?.approach ?? '';
  const choose = (id: string): void => setSearch({ profile: id }, { replace: true });
  return { profiles, profile, choose };
}

/** @returns a profile's name; those of the standard have one in every language */
export const profileName = ({ t }: Messages, { id, name, version }: Profile): string =>
  version === 0 ? t(`profile.${id}` as MessageKey) : name;
