/** Layers of the Kompendium in BSI's order: process layers, then system layers. */
export const layers = ['ISMS', 'ORP', 'CON', 'OPS', 'DER', 'APP', 'SYS', 'IND', 'NET', 'INF'] as const;
export type Layer = (typeof layers)[number];

export const isLayer = (name: string): name is Layer => layers.some((layer) => layer === name);
