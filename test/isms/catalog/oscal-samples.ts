import type { OscalControl } from '../../../server/isms/catalog/oscal-document.js';

const metadata = {
  title: 'Own catalogue',
  'last-modified': '2026-01-02T03:04:05Z',
  version: '1.0',
  'oscal-version': '1.1.3',
};
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A control with a parameter in its statement. */
export function controlOf(id: string, more: Partial<OscalControl> = {}): OscalControl {
  return {
    id,
    title: `Control ${id}`,
    params: [{ id: `${id}_prm`, label: 'deadline' }],
    props: [{ name: 'modal_verb', value: 'MUSS' }],
    parts: [
      { id: `${id}_smt`, name: 'statement', prose: `Do it within {{ insert: param, ${id}_prm }}.` },
      { id: `${id}_gdn`, name: 'guidance', prose: 'Soon.' },
    ],
    ...more,
  };
}

export const catalogDocument = (controls: OscalControl[]) => ({
  catalog: { uuid: uuid(1), metadata, groups: [{ id: 'AC', title: 'Access', controls }] },
});

/** A profile that sets AC-1's parameter and keeps the groups. */
export const profileDocument = (ids: string[], file = 'own-catalog.json') => ({
  profile: {
    uuid: uuid(2),
    metadata: { ...metadata, title: 'Own profile' },
    imports: [{ href: `#${uuid(3)}`, 'include-controls': [{ 'with-ids': ids }] }],
    merge: { 'as-is': true },
    modify: { 'set-parameters': [{ 'param-id': 'AC-1_prm', values: ['5 days'] }] },
    'back-matter': { resources: [{ uuid: uuid(3), rlinks: [{ href: `../catalogs/${file}` }] }] },
  },
});

export const mappingDocument = (source: string, target: string, relationship = 'subset-of') => ({
  'mapping-collection': {
    uuid: uuid(4),
    metadata: { ...metadata, title: 'Own mapping', 'oscal-version': '1.2.1' },
    provenance: {
      method: 'human',
      'matching-rationale': 'semantic',
      status: 'draft',
      'mapping-description': 'by hand',
    },
    mappings: [
      {
        uuid: uuid(5),
        method: 'human',
        'matching-rationale': 'semantic',
        status: 'draft',
        'source-resource': { type: 'catalog', href: source },
        'target-resource': { type: 'catalog', href: target },
        maps: [
          {
            uuid: uuid(6),
            relationship,
            sources: [{ type: 'control', 'id-ref': 'AC-1' }],
            targets: [
              { type: 'control', 'id-ref': 'AC-2' },
              { type: 'control', 'id-ref': 'AC-7' },
            ],
          },
        ],
      },
    ],
  },
});
