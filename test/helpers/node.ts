/**
 * A command that runs Node as a user would: without the hooks that the test runner passes on to every process through
 * NODE_OPTIONS, which double the time that a program takes to start. TEST_NODE_FLAGS may hold flags for it.
 * @returns file and arguments for `spawn` and the like
 */
export function nodeCommand(...args: readonly string[]): [file: string, args: string[]] {
  const flags = process.env['TEST_NODE_FLAGS']?.split(' ').filter(Boolean) ?? [];
  return ['env', ['-u', 'NODE_OPTIONS', process.execPath, ...flags, ...args]];
}
