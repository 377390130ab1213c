import type { TargetObjectInput } from '../../contract/isms.js';
import { applications } from './target-objects/applications.js';
import { infrastructure } from './target-objects/infrastructure.js';
import { itSystems } from './target-objects/it-systems.js';
import { processes } from './target-objects/processes.js';

/**
 * The sample city's structure analysis, in groups as BSI-Standard 200-2 (8.1.1) asks. Keys begin with the kind:
 * GP process, I information, A application, S server, C client, M mobile device, T telephone, N network,
 * R room, G building, D service provider.
 */
export const demoTargetObjects: readonly TargetObjectInput[] = [
  ...processes,
  ...applications,
  ...itSystems,
  ...infrastructure,
].map((object) => ({ ...object, is_group: (object.count ?? 1) > 1 }));
