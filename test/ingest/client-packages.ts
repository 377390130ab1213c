import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** @returns a package that a test can do without; undefined where it is not installed */
export function installed<T>(name: string): T | undefined {
  try {
    return require(name) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
