/** What a search for text looks at. */
export const textNames = ['message', 'process.command_line', 'fields', 'event.original'] as const;

/** The same of a row as one text; an original that is no UTF-8 holds none. */
export const texts =
  'concat_ws(chr(0), message, "process.command_line", fields, try(decode("event.original")))';
