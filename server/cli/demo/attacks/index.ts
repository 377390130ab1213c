import type { Attack } from './attack.js';
import { kerberoasting } from './kerberoasting.js';
import { localAdministrator } from './local-administrator.js';
import { passwordSpray } from './password-spray.js';
import { ransomware } from './ransomware.js';
import { sshBruteForce } from './ssh-brute-force.js';
import { webShell } from './web-shell.js';

/** In the order in which they happen. */
export const attacks: readonly Attack[] = [
  sshBruteForce,
  ransomware,
  webShell,
  passwordSpray,
  localAdministrator,
  kerberoasting,
];
