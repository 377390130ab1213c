/** What of a PowerShell script can be told without running it. */
export interface PowerShellTokens {
  /** Words of the form Verb-Noun outside strings and comments, and names of programs. */
  commands: Set<string>;
  /** Where a bracket, string or comment is not closed or not opened. */
  faults: string[];
}

const closers: Record<string, string> = { '(': ')', '{': '}', '[': ']' };

/**
 * Reads comments, strings (also `$( )` within them), and brackets of a script: about_Quoting_Rules, about_Comments. Knows no
 * here-strings.
 */
export function readPowerShell(text: string): PowerShellTokens {
  const faults: string[] = [];
  const commands = new Set<string>();
  const open: { char: string; at: number }[] = [];
  const place = (at: number): string => `line ${text.slice(0, at).split('\n').length}`;
  let at = 0;
  const skipTo = (end: string, what: string): void => {
    const found = text.indexOf(end, at);
    if (found < 0) faults.push(`${what} that begins in ${place(at)} has no end`);
    at = found < 0 ? text.length : found + end.length;
  };
  while (at < text.length) {
    const char = text[at]!;
    const top = open.at(-1);
    if (top?.char === '"') {
      if (char === '`') at += 2;
      else if (char === '"' && text[at + 1] === '"') at += 2;
      else if (char === '"') {
        open.pop();
        at++;
      } else if (char === '$' && text[at + 1] === '(') {
        open.push({ char: '(', at });
        at += 2;
      } else at++;
      continue;
    }
    const command = /^[A-Za-z]+-[A-Za-z][A-Za-z0-9]*|^[a-z]+\.exe\b/.exec(text.slice(at, at + 60))?.[0];
    if (text.startsWith('<#', at)) skipTo('#>', 'a comment');
    else if (char === '#') skipTo('\n', 'a comment');
    else if (char === "'") {
      at++;
      skipTo("'", 'a string');
    } else if (char === '`') at += 2;
    else if (char === '"' || closers[char] !== undefined) {
      open.push({ char, at });
      at++;
    } else if (char === ')' || char === '}' || char === ']') {
      if (top === undefined || closers[top.char] !== char)
        faults.push(`${char} in ${place(at)} closes nothing`);
      else open.pop();
      at++;
    } else if (command !== undefined && !/[\w$:.-]/.test(text[at - 1] ?? '')) {
      commands.add(command);
      at += command.length;
    } else at++;
  }
  for (const { char, at: from } of open) faults.push(`${char} in ${place(from)} is not closed`);
  return { commands, faults };
}
