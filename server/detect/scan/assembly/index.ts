// The module's functions.

export { addLabel, forgetLabels, inspect, place, resume, scan } from './scanner';
export { screen } from './screen';
