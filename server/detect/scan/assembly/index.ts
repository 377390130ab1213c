// The module's functions.

export { addKind, forgetKinds, kind } from './kinds';
export { addLabel, forgetLabels, inspect, place, resume, scan } from './scanner';
export { screen } from './screen';
