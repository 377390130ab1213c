import type { TargetObjectType } from '../../../../server/contract/isms.js';

/** From what the city does to where it stands: the order in which protection needs are handed on. */
export const bandOf: Record<TargetObjectType, number> = {
  information: 0,
  process: 1,
  application: 2,
  it_system: 3,
  ics_system: 3,
  iot_device: 3,
  network: 4,
  service_provider: 5,
  room: 6,
  building: 7,
};

/** How a node is drawn. */
export const nodeSize = { width: 164, height: 42, gapX: 54, gapY: 12 };
/** Above the first row stand the bands' names. */
export const headHeight = 40;
/** Below this scale a name could not be read: the key is drawn larger instead. */
export const nameScale = 0.68;

/** @returns the node that an arrow key leads to from one: the nearest in that direction */
export function nodeTowards(
  places: ReadonlyMap<string, { x: number; y: number }>,
  id: string,
  key: string,
): string | undefined {
  const here = places.get(id);
  if (here === undefined) return undefined;
  const across = key === 'ArrowLeft' || key === 'ArrowRight';
  const sign = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
  let nearest: string | undefined;
  let least = Infinity;
  for (const [other, place] of places) {
    const [dx, dy] = [place.x - here.x, place.y - here.y];
    const [along, beside] = across ? [dx * sign, dy] : [dy * sign, dx];
    if (along <= 0) continue;
    const distance = along + 2.5 * Math.abs(beside);
    if (distance >= least) continue;
    least = distance;
    nearest = other;
  }
  return nearest;
}
