// The module's functions.

export { hasStranger, inspect } from './bytes';
export { differ } from './differ';
export { addKind, forgetKinds, kind } from './kinds';
export { addLabel, forgetLabels } from './labels';
export { place, resume, scan } from './scanner';
export { screen } from './screen';
export { isStrict } from './strict';
