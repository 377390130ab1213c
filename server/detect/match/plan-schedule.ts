/** When a route's guards are chosen, by how many events it has seen. */
export interface PlanSchedule {
  /** Until then every rule is asked of every event. */
  first: number;
  /** The guards that are chosen then stay. */
  last: number;
  /** Between the two, every n-th event is looked at. */
  sampleEvery: number;
}

/** Most routes of a set see too few events to be worth a plan; a plan costs as much as asking all rules of hundreds. */
export const usualSchedule: PlanSchedule = { first: 24, last: 1024, sampleEvery: 8 };
