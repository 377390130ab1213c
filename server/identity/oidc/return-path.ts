/** A place within the dashboard: what stands behind `#` in its address. */
const form = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,1000}$/;

/**
 * @param path where to go on after logging in, such as `/alerts/1?tab=events`
 * @returns it where it is a path within the dashboard, otherwise `/`. It comes behind `#` in the address of this server,
 * so that nothing that it holds can lead elsewhere.
 */
export function returnPath(path: string | undefined): string {
  return path !== undefined && form.test(path) ? path : '/';
}
