/**
 * @param id of the rule
 * @param today such as `2026-11-22`
 * @returns what a new rule begins with
 */
export function ruleTemplate(id: string, today: string): string {
  return `title: Account created on the command line
id: ${id}
status: experimental
description: Somebody added an account with net.exe.
author: ''
date: ${today}
tags:
  - attack.persistence
  - attack.t1136.001
logsource:
  product: windows
  category: process_creation
detection:
  selection:
    Image|endswith: \\net.exe
    CommandLine|contains|all:
      - ' user '
      - ' /add'
  condition: selection
falsepositives:
  - Installation scripts
level: medium
`;
}

/** @returns the text with new ids in place of those of its documents: two rules never share one */
export function withNewIds(yaml: string, newId: () => string): string {
  return yaml.replace(/^id:.*$/gm, () => `id: ${newId()}`);
}
