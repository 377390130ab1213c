import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { dayOf } from '../contract/german-day.js';
import { version } from '../contract/version.js';
import { type DomainModel, domainModels } from '../isms/oscal/document.js';
import { exportOscal } from '../isms/oscal/export.js';
import { loadDomain } from '../store/oscal-export.js';
import type { ExportEntry } from './export-entry.js';
import { safeFileName } from './file-name.js';

const titles: Record<DomainModel, { de: string; en: string }> = {
  'system-security-plan': { de: 'OSCAL: Sicherheitskonzept (SSP)', en: 'OSCAL: system security plan (SSP)' },
  'assessment-plan': { de: 'OSCAL: Prüfplan', en: 'OSCAL: assessment plan' },
  'assessment-results': { de: 'OSCAL: Prüfergebnisse', en: 'OSCAL: assessment results' },
  'plan-of-action-and-milestones': {
    de: 'OSCAL: Maßnahmenplan (POA&M)',
    en: 'OSCAL: plan of action and milestones (POA&M)',
  },
};

/** The four OSCAL documents of a domain, each from what the database holds at one moment. */
export const oscalEntries: readonly ExportEntry[] = domainModels.map((model) => ({
  kind: { name: `oscal-${model}`, title: titles[model], formats: ['json'], takes: [], needs: [] },
  async make(db, { domain, language }, { file, now, signal }) {
    const snapshot = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
    const content = await snapshot.execute((trx) => loadDomain(trx, domain));
    const modified = new Date(now).toISOString();
    const pieces = exportOscal(model, content, { tenant: domain.tenant, modified, version });
    await pipeline(Readable.from(pieces), createWriteStream(file), { signal });
    const name = [titles[model][language], content.domain.name, dayOf(now)].join(', ');
    return { name: safeFileName(name, 'json'), mediaType: 'application/json' };
  },
}));
