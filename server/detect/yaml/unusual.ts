/**
 * Thrown where a text uses more of YAML than {@link readBlockStyle} knows, or is wrong: it then is read by the full
 * parser. It has no place and no stack, as nobody reports it.
 */
export const unusual = Symbol('YAML beyond the plain block style');
