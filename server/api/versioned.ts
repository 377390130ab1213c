import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import type { FieldProblem } from '../isms/structure/target-object.js';

/** That a change is based on. */
export const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 });
/** The same where nobody may have said anything yet. */
export const VersionOrNone = Type.Integer({
  minimum: 0,
  maximum: 2 ** 31 - 2,
  description: '0: the first change',
});
/** Of the calls that say nothing but the version. */
export const VersionOnly = Type.Object({ version: Version }, { additionalProperties: false });

/** @throws GrundwachtError VALIDATION with the JSON pointer of every fault */
export function refuse(problems: readonly FieldProblem[]): void {
  if (problems.length === 0) return;
  throw new GrundwachtError('VALIDATION', problems.slice(0, 20));
}
