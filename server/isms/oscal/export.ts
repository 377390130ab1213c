import { assessmentPlan, assessmentResults } from './assessment.js';
import type { DomainContent } from './content.js';
import { type DomainModel, type ExportFrame, type Json, jsonText } from './document.js';
import { planOfAction } from './poam.js';
import { systemSecurityPlan } from './ssp.js';

const makers: Record<DomainModel, (content: DomainContent, frame: ExportFrame) => Json> = {
  'system-security-plan': systemSecurityPlan,
  'assessment-plan': assessmentPlan,
  'assessment-results': assessmentResults,
  'plan-of-action-and-milestones': planOfAction,
};

/** Characters that are handed on at once. */
const pieceLength = 64 * 1024;

/** @returns a document of a domain as JSON, in pieces that are made while they are taken */
export function* exportOscal(
  model: DomainModel,
  content: DomainContent,
  frame: ExportFrame,
): Generator<string> {
  let piece = '';
  for (const text of jsonText(makers[model](content, frame))) {
    piece += text;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n`;
}
