import {
  assessmentFields,
  assignmentFields,
  type DomainContent,
  domainFields,
  matrixFields,
  needFields,
  type ObjectContent,
  objectFields,
  relationFields,
  statementFields,
  threatFields,
} from './content.js';
import { type ExportFrame, type Json, line, members, some, uuidOf } from './document.js';
import { type Property, type RecordOf, recordsToProps, toProps } from './fields.js';
import { beginning, componentOf, token } from './metadata.js';

type Assessment = RecordOf<typeof assessmentFields>;

/** Types of components that OSCAL knows, for our types of target objects. */
const componentTypes: Record<string, string> = {
  process: 'process-procedure',
  application: 'software',
  it_system: 'hardware',
  ics_system: 'hardware',
  iot_device: 'hardware',
  network: 'network',
  room: 'physical',
  building: 'physical',
  service_provider: 'service',
};
const statuses: Record<string, string> = { planned: 'under-development', retired: 'disposition' };

/**
 * The domain as a system security plan: target objects are components, what a Baustein is applied to stands with
 * them, and an answer of the check is a by-component of its requirement.
 */
export function systemSecurityPlan(content: DomainContent, frame: ExportFrame): Json {
  const { domain } = content;
  return {
    'system-security-plan': {
      ...beginning('system-security-plan', content, frame),
      'import-profile': {
        href: `#${uuidOf(frame, domain.key, 'catalog')}`,
        remarks: `Anforderungskatalog ${domain.catalog}`,
      },
      'system-characteristics': characteristics(content, frame),
      'system-implementation': {
        components: [thisSystem(content, frame), ...content.objects.map((o) => component(content, frame, o))],
      },
      'control-implementation': {
        description: 'Antworten des IT-Grundschutz-Checks und Erklärung zur Anwendbarkeit.',
        'implemented-requirements': requirements(content, frame),
      },
      'back-matter': {
        resources: [
          {
            uuid: uuidOf(frame, domain.key, 'catalog'),
            title: domain.catalog,
            description: 'Der Katalog, nach dem der Informationsverbund geprüft wird.',
          },
        ],
      },
    },
  };
}

function characteristics({ domain, matrix, threats }: DomainContent, frame: ExportFrame): Json {
  const props: Property[] = [
    ...toProps(domainFields, domain),
    ...(matrix === null ? [] : toProps(matrixFields, matrix, { class: 'risk-matrix' })),
    ...recordsToProps(threatFields, threats, 'own-threat'),
  ];
  return {
    'system-ids': [
      { 'identifier-type': 'https://ietf.org/rfc/rfc4122', id: uuidOf(frame, domain.key, 'this-system') },
    ],
    'system-name': line(domain.name),
    description: domain.description || line(domain.name),
    props: props as unknown as Json,
    'system-information': {
      'information-types': [
        {
          uuid: uuidOf(frame, domain.key, 'information'),
          title: 'Informationen des Verbunds',
          description: 'Schutzbedarf je Zielobjekt: siehe dessen Komponente.',
        },
      ],
    },
    status: { state: statuses[domain.status] ?? 'operational' },
    'authorization-boundary': { description: 'Die Zielobjekte der Strukturanalyse.' },
  };
}

function thisSystem({ domain, assignments }: DomainContent, frame: ExportFrame): Json {
  const props = recordsToProps(
    assignmentFields,
    assignments.filter(({ object }) => object === null),
    'baustein',
  );
  return members({
    uuid: componentOf(frame, domain.key, null),
    type: 'this-system',
    title: line(domain.name),
    description: 'Der Informationsverbund als Ganzes.',
    props: some(props) as unknown as Json,
    status: { state: statuses[domain.status] ?? 'operational' },
  });
}

function component({ domain, assignments }: DomainContent, frame: ExportFrame, object: ObjectContent): Json {
  const link = (key: string, rel: string): Json => ({ href: `#${componentOf(frame, domain.key, key)}`, rel });
  const links = [
    ...object.relations.map(({ to, kind }) => link(to, token(kind))),
    ...(object.group === null ? [] : [link(object.group, 'member_of')]),
  ];
  const props = [
    ...toProps(objectFields, object),
    ...recordsToProps(relationFields, object.relations, 'relation'),
    ...recordsToProps(needFields, object.needs, 'protection-need'),
    ...recordsToProps(
      assignmentFields,
      assignments.filter((assignment) => assignment.object === object.key),
      'baustein',
    ),
  ];
  return members({
    uuid: componentOf(frame, domain.key, object.key),
    type: componentTypes[object.type] ?? object.type,
    title: line(`${object.key} ${object.name}`),
    description: object.description || line(object.name),
    props: props as unknown as Json,
    links: some(links),
    status: { state: statuses[object.status] ?? 'operational' },
  });
}

/** Requirement by requirement, as they come: a domain can have hundreds of thousands of answers. */
function* requirements(content: DomainContent, frame: ExportFrame): Generator<Json> {
  const { assessments, statements, domain } = content;
  const groups = new Map<string, Assessment[]>();
  for (const assessment of assessments) {
    const id = `${assessment.catalog} ${assessment.requirement}`;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [assessment]);
    else group.push(assessment);
  }
  for (const [id, answers] of groups) {
    yield {
      uuid: uuidOf(frame, domain.key, 'requirement', id),
      'control-id': token(answers[0]!.requirement),
      'by-components': answers.map((answer) => byComponent(answer, frame, domain.key)),
    };
  }
  for (const statement of statements) {
    yield {
      uuid: uuidOf(frame, domain.key, 'statement', statement.control),
      'control-id': token(statement.control),
      props: toProps(statementFields, statement, { class: 'statement-of-applicability' }) as unknown as Json,
    };
  }
  // The schema takes no plan without a requirement.
  if (groups.size === 0 && statements.length === 0) {
    yield {
      uuid: uuidOf(frame, domain.key, 'requirement'),
      'control-id': 'none',
      remarks: 'Noch keine Anforderung ist beantwortet.',
    };
  }
}

function byComponent(answer: Assessment, frame: ExportFrame, domain: string): Json {
  const component = componentOf(frame, domain, answer.object);
  return members({
    'component-uuid': component,
    uuid: answerUuid(frame, domain, answer),
    description: answer.implementation || '–',
    props: toProps(assessmentFields, answer) as unknown as Json,
    'implementation-status': members({
      state: implementationState(answer),
      remarks: answer.reason || undefined,
    }),
  });
}

/** @returns UUID of an answer's by-component */
export const answerUuid = (
  frame: ExportFrame,
  domain: string,
  { catalog, requirement, object }: Assessment,
): string =>
  uuidOf(frame, domain, 'answer', catalog, requirement, object === null ? 'domain' : `object ${object}`);

function implementationState({ status, dispensable_as, due }: Assessment): string {
  if (status === 'yes') return 'implemented';
  if (status === 'partial') return 'partial';
  if (status === 'dispensable') return dispensable_as === 'not_applicable' ? 'not-applicable' : 'alternative';
  return status === 'no' && due !== null ? 'planned' : 'not-implemented';
}
