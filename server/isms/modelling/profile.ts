import type { Profile } from '../../contract/modelling.js';
import type { Approach } from '../../contract/structure.js';

/**
 * What each approach asks for (BSI-Standard 200-2, 3.3): Basis-Absicherung the Basis requirements; Standard-Absicherung
 * Basis and Standard; Kern-Absicherung all levels of the objects that are marked as the core.
 */
export const approachProfiles: Record<Approach, Profile> = {
  basis: { id: 'basis', name: 'Basis-Absicherung', levels: ['B'], tags: [], excluded: [], version: 0 },
  standard: {
    id: 'standard',
    name: 'Standard-Absicherung',
    levels: ['B', 'S'],
    tags: [],
    excluded: [],
    version: 0,
  },
  kern: {
    id: 'kern',
    name: 'Kern-Absicherung',
    levels: ['B', 'S', 'H'],
    tags: ['kern'],
    excluded: [],
    version: 0,
  },
};
