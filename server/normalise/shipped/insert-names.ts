/** Names of the values of an event, in their order: one text for each number of values that versions of Windows write. */
type Layouts = Readonly<Record<number, readonly string[]>>;

const subject = 'SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId';
const target = 'TargetUserName TargetDomainName TargetSid';

const powerShell: Layouts = {
  4103: ['ContextInfo UserData Payload'],
  4104: ['MessageNumber MessageTotal ScriptBlockText ScriptBlockId Path'],
};

const sysmon: Layouts = {
  1: [
    'RuleName UtcTime ProcessGuid ProcessId Image FileVersion Description Product Company CommandLine CurrentDirectory User LogonGuid LogonId TerminalSessionId IntegrityLevel Hashes ParentProcessGuid ParentProcessId ParentImage ParentCommandLine',
    'RuleName UtcTime ProcessGuid ProcessId Image FileVersion Description Product Company OriginalFileName CommandLine CurrentDirectory User LogonGuid LogonId TerminalSessionId IntegrityLevel Hashes ParentProcessGuid ParentProcessId ParentImage ParentCommandLine',
    'RuleName UtcTime ProcessGuid ProcessId Image FileVersion Description Product Company OriginalFileName CommandLine CurrentDirectory User LogonGuid LogonId TerminalSessionId IntegrityLevel Hashes ParentProcessGuid ParentProcessId ParentImage ParentCommandLine ParentUser',
  ],
  2: ['RuleName UtcTime ProcessGuid ProcessId Image TargetFilename CreationUtcTime PreviousCreationUtcTime'],
  3: [
    'RuleName UtcTime ProcessGuid ProcessId Image User Protocol Initiated SourceIsIpv6 SourceIp SourceHostname SourcePort SourcePortName DestinationIsIpv6 DestinationIp DestinationHostname DestinationPort DestinationPortName',
  ],
  4: ['UtcTime State Version SchemaVersion'],
  5: ['RuleName UtcTime ProcessGuid ProcessId Image'],
  6: ['RuleName UtcTime ImageLoaded Hashes Signed Signature SignatureStatus'],
  7: [
    'RuleName UtcTime ProcessGuid ProcessId Image ImageLoaded FileVersion Description Product Company Hashes Signed Signature SignatureStatus',
    'RuleName UtcTime ProcessGuid ProcessId Image ImageLoaded FileVersion Description Product Company OriginalFileName Hashes Signed Signature SignatureStatus',
    'RuleName UtcTime ProcessGuid ProcessId Image ImageLoaded FileVersion Description Product Company OriginalFileName Hashes Signed Signature SignatureStatus User',
  ],
  8: [
    'RuleName UtcTime SourceProcessGuid SourceProcessId SourceImage TargetProcessGuid TargetProcessId TargetImage NewThreadId StartAddress StartModule StartFunction',
  ],
  10: [
    'RuleName UtcTime SourceProcessGUID SourceProcessId SourceThreadId SourceImage TargetProcessGUID TargetProcessId TargetImage GrantedAccess CallTrace',
    'RuleName UtcTime SourceProcessGUID SourceProcessId SourceThreadId SourceImage TargetProcessGUID TargetProcessId TargetImage GrantedAccess CallTrace SourceUser TargetUser',
  ],
  11: [
    'RuleName UtcTime ProcessGuid ProcessId Image TargetFilename CreationUtcTime',
    'RuleName UtcTime ProcessGuid ProcessId Image TargetFilename CreationUtcTime User',
  ],
  12: [
    'RuleName EventType UtcTime ProcessGuid ProcessId Image TargetObject',
    'RuleName EventType UtcTime ProcessGuid ProcessId Image TargetObject User',
  ],
  13: [
    'RuleName EventType UtcTime ProcessGuid ProcessId Image TargetObject Details',
    'RuleName EventType UtcTime ProcessGuid ProcessId Image TargetObject Details User',
  ],
  16: ['UtcTime Configuration ConfigurationFileHash'],
  17: [
    'RuleName EventType UtcTime ProcessGuid ProcessId PipeName Image',
    'RuleName EventType UtcTime ProcessGuid ProcessId PipeName Image User',
  ],
  18: [
    'RuleName UtcTime ProcessGuid ProcessId PipeName Image',
    'RuleName EventType UtcTime ProcessGuid ProcessId PipeName Image',
  ],
  22: [
    'RuleName UtcTime ProcessGuid ProcessId QueryName QueryStatus QueryResults Image',
    'RuleName UtcTime ProcessGuid ProcessId QueryName QueryStatus QueryResults Image User',
  ],
  23: ['RuleName UtcTime ProcessGuid ProcessId User Image TargetFilename Hashes IsExecutable Archived'],
};

const security: Layouts = {
  4624: [
    `${subject} TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType LogonProcessName AuthenticationPackageName WorkstationName LogonGuid TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress IpPort`,
    `${subject} TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType LogonProcessName AuthenticationPackageName WorkstationName LogonGuid TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress IpPort ImpersonationLevel`,
    `${subject} TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType LogonProcessName AuthenticationPackageName WorkstationName LogonGuid TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress IpPort ImpersonationLevel RestrictedAdminMode TargetOutboundUserName TargetOutboundDomainName VirtualAccount TargetLinkedLogonId ElevatedToken`,
  ],
  4625: [
    `${subject} TargetUserSid TargetUserName TargetDomainName Status FailureReason SubStatus LogonType LogonProcessName AuthenticationPackageName WorkstationName TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress IpPort`,
  ],
  4634: ['TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType'],
  4648: [
    `${subject} LogonGuid TargetUserName TargetDomainName TargetLogonGuid TargetServerName TargetInfo ProcessId ProcessName IpAddress IpPort`,
  ],
  4657: [
    `${subject} ObjectName ObjectValueName HandleId OperationType OldValueType OldValue NewValueType NewValue ProcessId ProcessName`,
  ],
  4661: [
    `${subject} ObjectServer ObjectType ObjectName HandleId TransactionId AccessList AccessMask PrivilegeList Properties RestrictedSidCount ProcessId ProcessName`,
  ],
  4662: [
    `${subject} ObjectServer ObjectType ObjectName OperationType HandleId AccessList AccessMask Properties AdditionalInfo AdditionalInfo2`,
  ],
  4663: [
    `${subject} ObjectServer ObjectType ObjectName HandleId AccessList AccessMask ProcessId ProcessName ResourceAttributes`,
  ],
  4670: [`${subject} ObjectServer ObjectType ObjectName HandleId OldSd NewSd ProcessId ProcessName`],
  4672: [`${subject} PrivilegeList`],
  4673: [`${subject} ObjectServer Service PrivilegeList ProcessId ProcessName`],
  4688: [
    `${subject} NewProcessId NewProcessName TokenElevationType ProcessId CommandLine`,
    `${subject} NewProcessId NewProcessName TokenElevationType ProcessId CommandLine TargetUserSid TargetUserName TargetDomainName TargetLogonId ParentProcessName MandatoryLabel`,
  ],
  4689: [`${subject} Status ProcessId ProcessName`],
  4697: [`${subject} ServiceName ServiceFileName ServiceType ServiceStartType ServiceAccount`],
  4698: [
    `${subject} TaskName TaskContent`,
    `${subject} TaskName TaskContent ClientProcessStartKey ClientProcessId ParentProcessId RpcCallClientLocality FQDN`,
  ],
  4699: [`${subject} TaskName TaskContent`],
  4701: [
    `${subject} TaskName TaskContent ClientProcessStartKey ClientProcessId ParentProcessId RpcCallClientLocality FQDN`,
  ],
  4702: [
    `${subject} TaskName TaskContentNew`,
    `${subject} TaskName TaskContentNew ClientProcessStartKey ClientProcessId ParentProcessId RpcCallClientLocality FQDN`,
  ],
  4703: [
    `${subject} TargetUserSid TargetUserName TargetDomainName TargetLogonId ProcessName ProcessId EnabledPrivilegeList DisabledPrivilegeList`,
  ],
  4719: [`${subject} CategoryId SubcategoryId SubcategoryGuid AuditPolicyChanges`],
  4720: [
    `${target} ${subject} PrivilegeList SamAccountName DisplayName UserPrincipalName HomeDirectory HomePath ScriptPath ProfilePath UserWorkstations PasswordLastSet AccountExpires PrimaryGroupId AllowedToDelegateTo OldUacValue NewUacValue UserAccountControl UserParameters SidHistory LogonHours`,
  ],
  4724: [`${target} ${subject}`],
  4726: [`${target} ${subject} PrivilegeList`],
  4728: [`MemberName MemberSid ${target} ${subject} PrivilegeList`],
  4729: [`MemberName MemberSid ${target} ${subject} PrivilegeList`],
  4732: [`MemberName MemberSid ${target} ${subject} PrivilegeList`],
  4733: [`MemberName MemberSid ${target} ${subject} PrivilegeList`],
  4738: [
    `Dummy ${target} ${subject} PrivilegeList SamAccountName DisplayName UserPrincipalName HomeDirectory HomePath ScriptPath ProfilePath UserWorkstations PasswordLastSet AccountExpires PrimaryGroupId AllowedToDelegateTo OldUacValue NewUacValue UserAccountControl UserParameters SidHistory LogonHours`,
  ],
  4740: [`${target} ${subject}`],
  4742: [
    `ComputerAccountChange ${target} ${subject} PrivilegeList SamAccountName DisplayName UserPrincipalName HomeDirectory HomePath ScriptPath ProfilePath UserWorkstations PasswordLastSet AccountExpires PrimaryGroupId AllowedToDelegateTo OldUacValue NewUacValue UserAccountControl UserParameters SidHistory LogonHours DnsHostName ServicePrincipalNames`,
  ],
  4756: [`MemberName MemberSid ${target} ${subject} PrivilegeList`],
  4757: [`MemberName MemberSid ${target} ${subject} PrivilegeList`],
  4768: [
    `${target} ServiceName ServiceSid TicketOptions Status TicketEncryptionType PreAuthType IpAddress IpPort CertIssuerName CertSerialNumber CertThumbprint`,
  ],
  4769: [
    'TargetUserName TargetDomainName ServiceName ServiceSid TicketOptions TicketEncryptionType IpAddress IpPort Status LogonGuid TransmittedServices',
  ],
  4771: [
    'TargetUserName TargetSid ServiceName TicketOptions Status PreAuthType IpAddress IpPort CertIssuerName CertSerialNumber CertThumbprint',
  ],
  4776: ['PackageName TargetUserName Workstation Status'],
  4799: [`${target} ${subject} CallerProcessId CallerProcessName`],
  5136: [
    `OpCorrelationID AppCorrelationID ${subject} DSName DSType ObjectDN ObjectGUID ObjectClass AttributeLDAPDisplayName AttributeSyntaxOID AttributeValue OperationType`,
  ],
  5140: [`${subject} ObjectType IpAddress IpPort ShareName ShareLocalPath AccessMask AccessList`],
  5145: [
    `${subject} ObjectType IpAddress IpPort ShareName ShareLocalPath RelativeTargetName AccessMask AccessList AccessReason`,
  ],
  5156: [
    'ProcessID Application Direction SourceAddress SourcePort DestAddress DestPort Protocol FilterRTID LayerName LayerRTID RemoteUserID RemoteMachineID',
  ],
  5158: ['ProcessId Application SourceAddress SourcePort Protocol FilterRTID LayerName LayerRTID'],
};

const system: Layouts = {
  7045: ['ServiceName ImagePath ServiceType StartType AccountName'],
};

/** By channel in lower case. */
const channels: Readonly<Record<string, Layouts>> = {
  'microsoft-windows-powershell/operational': powerShell,
  'microsoft-windows-sysmon/operational': sysmon,
  security,
  system,
};

/**
 * @param count how many values the event has
 * @returns their names; undefined when the event, or a version of it with so many values, is not known
 */
export function insertNames(channel: string, id: number, count: number): readonly string[] | undefined {
  for (const layout of channels[channel.toLowerCase()]?.[id] ?? []) {
    const names = layout.split(' ');
    if (names.length === count) return names;
  }
  return undefined;
}
