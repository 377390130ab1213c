import type { KompendiumIndex } from './catalog-index.js';
import type { Kompendium } from './kompendium.js';

/**
 * Reduces a Kompendium to its facts: no sentence of a requirement or threat is kept.
 * @param kompendium as read from the official file
 * @param head id, title and edition of the catalogue, and the file with its hash
 */
export function kompendiumIndex(
  kompendium: Kompendium,
  head: Pick<KompendiumIndex, 'id' | 'title' | 'edition' | 'source'>,
): KompendiumIndex {
  return {
    kind: 'kompendium',
    ...head,
    layers: kompendium.layers,
    bausteine: kompendium.bausteine.map((baustein) => ({
      id: baustein.id,
      title: baustein.title,
      layer: baustein.layer,
      order: baustein.order,
      scope: baustein.scope,
      responsible: baustein.responsible,
      further_roles: baustein.furtherRoles,
      requirements: baustein.requirements.map(({ id, title, level, roles, withdrawn }) => ({
        id,
        title,
        level,
        roles,
        withdrawn,
      })),
    })),
    threats: kompendium.threats.map(({ id, title }) => ({ id, title })),
  };
}
