import { GrundwachtError } from '../../contract/errors.js';
import { schemaSentence } from '../../contract/schema-sentences.js';
import { oscalCheck } from '../catalog/oscal-schema.js';
import {
  assessmentFields,
  assignmentFields,
  auditFields,
  type DomainContent,
  domainFields,
  findingFields,
  matrixFields,
  measureFields,
  needFields,
  objectFields,
  observationFields,
  relationFields,
  riskFields,
  statementFields,
  threatFields,
} from './content.js';
import { type DomainModel, domainModels } from './document.js';
import {
  type Fields,
  fromProps,
  namespace,
  type Property,
  type RecordOf,
  recordsFromProps,
} from './fields.js';

/** Documents by their model; only the system security plan must be there. */
export type OscalDocuments = Partial<Record<DomainModel, unknown>>;

interface WithProps {
  props?: Property[];
}
interface Plan {
  'system-characteristics': WithProps;
  'system-implementation': { components: (WithProps & { type: string })[] };
  'control-implementation': { 'implemented-requirements': (WithProps & { 'by-components'?: WithProps[] })[] };
}
interface Results {
  results: { observations?: WithProps[]; findings?: WithProps[] }[];
}

/**
 * Reads what {@link systemSecurityPlan} and the others wrote: our own properties carry all, so OSCAL of another
 * program is refused rather than half understood.
 * @throws GrundwachtError VALIDATION: against NIST's schema (with the JSON pointer), or not of this program
 */
export function readDomain(documents: OscalDocuments): DomainContent {
  for (const model of domainModels) {
    if (documents[model] !== undefined) checkSchema(model, documents[model]);
  }
  const plan = documents['system-security-plan'] as Plan | undefined;
  if (plan === undefined)
    throw new GrundwachtError('VALIDATION', { pointer: '/system-security-plan', message: 'is missing' });
  const { props = [] } = plan['system-characteristics'];
  if (!props.some(({ ns, name }) => ns === namespace && name === 'key')) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/system-security-plan/system-characteristics/props',
      message: 'has none of this program; only its own exports can be imported',
    });
  }
  return {
    domain: fromProps(domainFields, props),
    ...readComponents(plan),
    ...readRequirements(plan),
    matrix: props.some(({ class: kind }) => kind === 'risk-matrix')
      ? fromProps(matrixFields, props, { class: 'risk-matrix' })
      : null,
    threats: recordsFromProps(threatFields, props, 'own-threat'),
    ...readAudits(documents),
    ...readPlan(documents),
  };
}

function checkSchema(model: DomainModel, body: unknown): void {
  const { validate, tolerated } = oscalCheck(model);
  tolerated.clear();
  if (validate({ [model]: body })) return;
  const [first] = validate.errors ?? [];
  throw new GrundwachtError('VALIDATION', {
    pointer: first?.instancePath || '/',
    message: 'is no OSCAL: {why}',
    values: { why: schemaSentence(first) },
  });
}

function readComponents({ 'system-implementation': { components } }: Plan) {
  const objects = components.filter(({ type }) => type !== 'this-system');
  return {
    objects: objects.map(({ props }) => ({
      ...fromProps(objectFields, props),
      relations: recordsFromProps(relationFields, props, 'relation'),
      needs: recordsFromProps(needFields, props, 'protection-need'),
    })),
    assignments: components.flatMap(({ props }) => recordsFromProps(assignmentFields, props, 'baustein')),
  };
}

function readRequirements({ 'control-implementation': implementation }: Plan) {
  const requirements = implementation['implemented-requirements'];
  const of = 'statement-of-applicability';
  return {
    assessments: requirements.flatMap(({ 'by-components': answers = [] }) =>
      answers.map(({ props }) => fromProps(assessmentFields, props)),
    ),
    statements: requirements
      .filter(({ props = [] }) => props.some(({ class: kind }) => kind === of))
      .map(({ props }) => fromProps(statementFields, props, { class: of })),
  };
}

function readAudits(documents: OscalDocuments): Pick<DomainContent, 'audits' | 'observations'> {
  const { tasks = [] } = (documents['assessment-plan'] ?? {}) as { tasks?: WithProps[] };
  const { results = [] } = (documents['assessment-results'] ?? {}) as Partial<Results>;
  // The check and the signals come first; then a result for every audit, in their order.
  const [, signals, ...ofAudits] = results;
  return {
    audits: tasks.map(({ props }, n) => ({
      ...fromProps(auditFields, props),
      findings: own(findingFields, ofAudits[n]?.findings),
    })),
    observations: own(observationFields, signals?.observations),
  };
}

function readPlan(documents: OscalDocuments): Pick<DomainContent, 'risks' | 'measures'> {
  const { risks, 'poam-items': items } = (documents['plan-of-action-and-milestones'] ?? {}) as {
    risks?: WithProps[];
    'poam-items'?: WithProps[];
  };
  return { risks: own(riskFields, risks), measures: own(measureFields, items) };
}

/** Records of the things that have properties of ours. */
function own<F extends Fields>(fields: F, things: readonly WithProps[] = []): RecordOf<F>[] {
  return things
    .filter(({ props = [] }) => props.some(({ ns }) => ns === namespace))
    .map(({ props }) => fromProps(fields, props));
}
