/** Parts of a message catalogue; `build-steps/split-texts.mjs` makes them. */
declare module '*.json?first' {
  const texts: Record<string, string>;
  export default texts;
}
declare module '*.json?rest' {
  const texts: Record<string, string>;
  export default texts;
}
