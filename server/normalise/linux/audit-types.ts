/**
 * Names of audit record types by number (linux/audit.h, libaudit.h): the kernel's own log writes numbers where no
 * auditd runs.
 */
const names = new Map(
  `1005:USER 1006:LOGIN 1100:USER_AUTH 1101:USER_ACCT 1102:USER_MGMT 1103:CRED_ACQ 1104:CRED_DISP 1105:USER_START
  1106:USER_END 1107:USER_AVC 1108:USER_CHAUTHTOK 1109:USER_ERR 1110:CRED_REFR 1111:USYS_CONFIG 1112:USER_LOGIN
  1113:USER_LOGOUT 1114:ADD_USER 1115:DEL_USER 1116:ADD_GROUP 1117:DEL_GROUP 1118:DAC_CHECK 1119:CHGRP_ID 1120:TEST
  1121:TRUSTED_APP 1122:USER_SELINUX_ERR 1123:USER_CMD 1124:USER_TTY 1125:CHUSER_ID 1126:GRP_AUTH 1127:SYSTEM_BOOT
  1128:SYSTEM_SHUTDOWN 1129:SYSTEM_RUNLEVEL 1130:SERVICE_START 1131:SERVICE_STOP 1132:GRP_MGMT 1133:GRP_CHAUTHTOK
  1134:MAC_CHECK 1135:ACCT_LOCK 1136:ACCT_UNLOCK 1200:DAEMON_START 1201:DAEMON_END 1202:DAEMON_ABORT
  1203:DAEMON_CONFIG 1300:SYSCALL 1302:PATH 1303:IPC 1304:SOCKETCALL 1305:CONFIG_CHANGE 1306:SOCKADDR 1307:CWD
  1309:EXECVE 1311:IPC_SET_PERM 1312:MQ_OPEN 1313:MQ_SENDRECV 1314:MQ_NOTIFY 1315:MQ_GETSETATTR 1316:KERNEL_OTHER
  1317:FD_PAIR 1318:OBJ_PID 1319:TTY 1320:EOE 1321:BPRM_FCAPS 1322:CAPSET 1323:MMAP 1324:NETFILTER_PKT
  1325:NETFILTER_CFG 1326:SECCOMP 1327:PROCTITLE 1328:FEATURE_CHANGE 1329:REPLACE 1330:KERN_MODULE 1331:FANOTIFY
  1332:TIME_INJOFFSET 1333:TIME_ADJNTPVAL 1334:BPF 1335:EVENT_LISTENER 1336:URINGOP 1337:OPENAT2 1338:DM_CTRL
  1339:DM_EVENT 1400:AVC 1401:SELINUX_ERR 1402:AVC_PATH 1403:MAC_POLICY_LOAD 1404:MAC_STATUS 1405:MAC_CONFIG_CHANGE
  1700:ANOM_PROMISCUOUS 1701:ANOM_ABEND 1702:ANOM_LINK 1703:ANOM_CREAT 1800:INTEGRITY_DATA 1801:INTEGRITY_METADATA
  1802:INTEGRITY_STATUS 1803:INTEGRITY_HASH 1804:INTEGRITY_PCR 1805:INTEGRITY_RULE 2000:KERNEL`
    .split(/\s+/)
    .map((pair): [string, string] => [pair.slice(0, 4), pair.slice(5)]),
);
const known = new Set(names.values());

/** @returns the name of a record type that may be a number */
export const auditTypeName = (type: string): string => names.get(type) ?? type;

/** Whether the word is the name of a record type. */
export const isAuditType = (word: string): boolean => known.has(word);

/** Types that are always part of an event with another record; alone, they are what is left of one. */
const parts = new Set(['EXECVE', 'CWD', 'PATH', 'PROCTITLE', 'SOCKADDR', 'FD_PAIR', 'OBJ_PID', 'BPRM_FCAPS']);

/** Whether types of one event lack the record that they belong to. */
export function isPartial(types: readonly string[]): boolean {
  return types.length > 0 && types.every((type) => parts.has(type) || type === 'EOE');
}

/** ECS category of an event, by its types; the first that fits. */
const categories: readonly (readonly [RegExp, string])[] = [
  [/^EXECVE$/, 'process'],
  [/^(?:USER_AUTH|USER_LOGIN|USER_LOGOUT|LOGIN|USER_ERR|GRP_AUTH)$/, 'authentication'],
  [/^(?:USER_START|USER_END)$/, 'session'],
  [/^(?:ADD_|DEL_|USER_MGMT|USER_CHAUTHTOK|GRP_MGMT|GRP_CHAUTHTOK|ACCT_|CHUSER_ID|CHGRP_ID)/, 'iam'],
  [/^(?:CONFIG_CHANGE|DAEMON_|USYS_CONFIG|FEATURE_CHANGE|MAC_|NETFILTER_CFG)/, 'configuration'],
  [/^SOCKADDR$/, 'network'],
  [/^(?:PATH|FANOTIFY)$/, 'file'],
  [/^KERN_MODULE$/, 'driver'],
  [/^(?:SYSCALL|USER_CMD|SERVICE_|ANOM_ABEND|PROCTITLE|SECCOMP)/, 'process'],
];

/** @returns the ECS category of an event with records of these types */
export function auditCategory(types: readonly string[]): string | undefined {
  return categories.find(([pattern]) => types.some((type) => pattern.test(type)))?.[1];
}
