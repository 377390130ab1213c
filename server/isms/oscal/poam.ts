import { findingUuid } from './assessment.js';
import { type DomainContent, measureFields, riskFields } from './content.js';
import { type ExportFrame, type Json, line, members, some, uuidOf } from './document.js';
import { namespace, type RecordOf, toProps } from './fields.js';
import { beginning, fileOf } from './metadata.js';

type Measure = RecordOf<typeof measureFields>;

/** Risks (BSI-Standard 200-3) and the implementation plan: a measure is an item. */
export function planOfAction(content: DomainContent, frame: ExportFrame): Json {
  const { domain, risks } = content;
  return {
    'plan-of-action-and-milestones': members({
      ...beginning('plan-of-action-and-milestones', content, frame),
      'import-ssp': { href: fileOf('system-security-plan') },
      'system-id': {
        'identifier-type': 'https://ietf.org/rfc/rfc4122',
        id: uuidOf(frame, domain.key, 'this-system'),
      },
      risks: some(risks.map((risk) => riskOf(risk, frame, domain.key))),
      'poam-items': items(content, frame),
    }),
  };
}

const riskUuid = (frame: ExportFrame, domain: string, object: string, threat: string): string =>
  uuidOf(frame, domain, 'risk', object, threat);

function riskOf(risk: RecordOf<typeof riskFields>, frame: ExportFrame, domain: string): Json {
  const { object, threat, reason, treatment, treatment_note, signed_at } = risk;
  const title = line(`${threat} ${object}`);
  return members({
    uuid: riskUuid(frame, domain, object, threat),
    title,
    description: reason || title,
    statement: treatment_note || reason || title,
    props: toProps(riskFields, risk) as unknown as Json,
    status: signed_at === null ? 'open' : 'closed',
    'threat-ids': [{ system: namespace, id: `urn:bsi:threat:${encodeURIComponent(threat)}` }],
    remediations:
      treatment === null
        ? undefined
        : [
            {
              uuid: uuidOf(frame, domain, 'treatment', object, threat),
              lifecycle: 'planned',
              title: treatment,
              description: treatment_note || treatment,
            },
          ],
  });
}

function* items({ domain, measures }: DomainContent, frame: ExportFrame): Generator<Json> {
  for (const [n, measure] of measures.entries()) yield itemOf(measure, n, frame, domain.key);
  // The schema takes no plan without an item.
  if (measures.length === 0) {
    yield {
      uuid: uuidOf(frame, domain.key, 'measure'),
      title: 'Keine Maßnahme',
      description: 'Der Realisierungsplan ist leer.',
    };
  }
}

function itemOf(measure: Measure, n: number, frame: ExportFrame, domain: string): Json {
  const { risk_object, risk_threat, finding_audit, finding_number, requirement, object } = measure;
  const title = line(measure.title || [requirement, object].filter(Boolean).join(' ') || measure.origin);
  const findings =
    finding_audit === null || finding_number === null
      ? undefined
      : [{ 'finding-uuid': findingUuid(frame, domain, finding_audit, finding_number) }];
  const risks =
    risk_object === null || risk_threat === null
      ? undefined
      : [{ 'risk-uuid': riskUuid(frame, domain, risk_object, risk_threat) }];
  return members({
    uuid: uuidOf(frame, domain, 'measure', n + 1),
    title,
    description: measure.description || title,
    props: toProps(measureFields, measure) as unknown as Json,
    'related-findings': findings,
    'related-risks': risks,
  });
}
