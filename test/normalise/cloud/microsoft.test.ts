import t from 'tap';
import { event, timeOf } from '../record.js';

const json = (document: object) => event(JSON.stringify(document), { format: 'json', transport: 'http' });

const audit = {
  CreationTime: '2026-11-21T07:14:05',
  Id: '8f6eb24b-6e61-4ee2-a376-31368c300613',
  Operation: 'New-InboxRule',
  OrganizationId: 'b86ab9d4-fcf1-4b11-8a06-7a8f91b47fbd',
  RecordType: 1,
  ResultStatus: 'True',
  UserType: 0,
  Workload: 'Exchange',
  ClientIP: '203.0.113.5:52410',
  UserId: 'm.brandt@stadt.example',
  OrganizationName: 'stadt.onmicrosoft.com',
  Parameters: [
    { Name: 'ForwardTo', Value: 'x@evil.example' },
    { Name: 'DeleteMessage', Value: 'True' },
  ],
};

t.test('unified audit log: columns, lists of named values, addresses with ports', async (t) => {
  const result = json(audit);
  t.equal(timeOf(result), '2026-11-21T07:14:05.000Z', 'CreationTime is UTC');
  t.match(result, {
    'event.module': 'm365',
    'event.dataset': 'm365.audit',
    'event.action': 'New-InboxRule',
    'event.outcome': 'success',
    'event.code': '1',
    'source.ip': '203.0.113.5',
    'source.port': 52410,
    'user.name': 'm.brandt@stadt.example',
    'host.name': 'stadt.onmicrosoft.com',
    message: 'New-InboxRule',
    fields: { 'Parameters.ForwardTo': 'x@evil.example', Workload: 'Exchange', RecordType: 1 },
  });
  t.same(
    result.fields['Parameters'],
    audit.Parameters.map((one) => JSON.stringify(one)),
  );
  for (const [ClientIP, ip] of [
    ['[2001:db8::5]:443', '2001:db8::5'],
    ['2001:db8::5', '2001:db8::5'],
    ['::ffff:203.0.113.5', '203.0.113.5'],
    ['Exchange', undefined],
  ])
    t.equal(json({ ...audit, ClientIP })['source.ip'], ip);
});

t.test('unified audit log: Entra, files, what other programs wrap it in', async (t) => {
  t.match(
    json({
      ...audit,
      Workload: 'AzureActiveDirectory',
      Operation: 'Add member to role.',
      RecordType: 8,
      ResultStatus: 'Success',
      ModifiedProperties: [{ Name: 'Role.DisplayName', NewValue: '"Global Administrator"', OldValue: '' }],
      Target: [
        { ID: 'User_1', Type: 2 },
        { ID: 'k.vogt@stadt.example', Type: 5 },
        'damaged',
        { ID: 'Vogt, Karla', Type: 1 },
      ],
    }),
    {
      'event.action': 'Add member to role',
      fields: {
        Operation: 'Add member to role.',
        'targets.userPrincipalName': ['k.vogt@stadt.example'],
        'targets.displayName': ['Vogt, Karla'],
        'targets.property': ['Role.DisplayName'],
        'targets.newValue': ['"Global Administrator"'],
        'ModifiedProperties.Role.DisplayName.NewValue': 'Global Administrator',
      },
    },
  );
  t.match(json({ ...audit, Operation: 'UserLoginFailed', ResultStatus: 'Failed' }), {
    'event.category': 'authentication',
    'event.outcome': 'failure',
  });
  t.match(json({ ...audit, Operation: 'FileDownloaded', ResultStatus: undefined }), {
    'event.category': 'file',
    'event.outcome': undefined,
  });
  for (const wrapped of [
    { AuditData: JSON.stringify(audit), CreationDate: '2026-11-21T07:14:05Z', UserIds: 'x' },
    { AuditData: audit },
    { '@timestamp': '2026-11-21T07:14:06Z', o365: { audit }, event: { module: 'o365' } },
  ])
    t.match(json(wrapped), { 'event.dataset': 'm365.audit', 'event.action': 'New-InboxRule' });
  t.match(json({ AuditData: '{broken' }), { 'event.dataset': 'json.generic' });
  t.match(json({ Operation: 'x', Workload: 'y' }), { 'event.dataset': 'json.generic' });
});

const signIn = {
  id: '1',
  createdDateTime: '2026-11-21T07:14:05Z',
  userPrincipalName: 'm.brandt@stadt.example',
  appDisplayName: 'Office 365 Exchange Online',
  ipAddress: '203.0.113.5',
  clientAppUsed: 'IMAP4',
  authenticationRequirement: 'singleFactorAuthentication',
  conditionalAccessStatus: 'notApplied',
  status: {
    errorCode: 50126,
    failureReason: 'Error validating credentials due to invalid username or password.',
  },
  deviceDetail: { deviceId: '', isCompliant: false, trustType: '' },
};

t.test('Entra sign-ins: Graph, diagnostic settings, Log Analytics', async (t) => {
  const expected = {
    'event.dataset': 'azure.signinlogs',
    'event.category': 'authentication',
    'event.action': 'logon',
    'event.outcome': 'failure',
    'event.code': '50126',
    'source.ip': '203.0.113.5',
    'user.name': 'm.brandt@stadt.example',
    fields: { 'signin.status': ['Failure', signIn.status.failureReason] },
  };
  const graph = json(signIn);
  t.match(graph, {
    ...expected,
    fields: { ...expected.fields, clientAppUsed: 'IMAP4', 'deviceDetail.isCompliant': false },
  });
  t.equal(timeOf(graph), '2026-11-21T07:14:05.000Z');
  t.match(
    json({
      time: '2026-11-21T07:14:09.5Z',
      resourceId: '/tenants/x/providers/Microsoft.aadiam',
      operationName: 'Sign-in activity',
      category: 'SignInLogs',
      resultType: '50126',
      callerIpAddress: '203.0.113.5',
      properties: signIn,
    }),
    { ...expected, fields: { ...expected.fields, 'properties.clientAppUsed': 'IMAP4' } },
  );
  t.match(
    json({
      TimeGenerated: '2026-11-21T07:14:05Z',
      Type: 'SigninLogs',
      OperationName: 'Sign-in activity',
      Category: 'SignInLogs',
      ResultType: '50126',
      ResultDescription: signIn.status.failureReason,
      UserPrincipalName: 'm.brandt@stadt.example',
      IPAddress: '203.0.113.5',
      Status: JSON.stringify(signIn.status),
    }),
    expected,
  );
  t.match(json({ ...signIn, status: { errorCode: 0 } }), {
    'event.outcome': 'success',
    fields: { 'signin.status': ['Success'] },
  });
  t.match(json({ ...signIn, status: { errorCode: 50074, additionalDetails: 'MFA denied' } }), {
    'event.outcome': 'unknown',
    fields: { 'signin.status': ['Interrupted', 'MFA denied'] },
  });
});

t.test('Entra sign-ins: the country of the address', async (t) => {
  const country = (document: object) => json(document).fields['source.geo.country_iso_code'];
  const location = { city: 'Musterstadt', countryOrRegion: 'DE' };
  t.equal(country({ ...signIn, location }), 'DE');
  const envelope = {
    time: '2026-11-21T07:14:09Z',
    resourceId: '/tenants/x',
    operationName: 'Sign-in activity',
  };
  t.equal(
    country({ ...envelope, category: 'SignInLogs', location: 'AT', properties: { ...signIn, location } }),
    'DE',
  );
  const row = { TimeGenerated: '2026-11-21T07:14:05Z', Type: 'SigninLogs', ResultType: '0' };
  t.equal(country({ ...row, Location: 'DE' }), 'DE');
  t.equal(country({ ...row, LocationDetails: JSON.stringify(location) }), 'DE');
  t.equal(country({ ...signIn, location: {} }), undefined);
});

t.test('Entra audit, risks, Azure activities', async (t) => {
  const record = {
    id: 'Directory_1',
    category: 'RoleManagement',
    result: 'success',
    resultReason: '',
    activityDisplayName: 'Add member to role',
    activityDateTime: '2026-11-21T07:14:05.5168093+00:00',
    loggedByService: 'Core Directory',
    initiatedBy: { user: { userPrincipalName: 'admin@stadt.example', ipAddress: '203.0.113.5' } },
    targetResources: [
      {
        type: 'User',
        userPrincipalName: 'm.brandt@stadt.example',
        modifiedProperties: [
          { displayName: 'Role.DisplayName', oldValue: null, newValue: '"Global Administrator"' },
        ],
      },
    ],
    additionalDetails: [{ key: 'User-Agent', value: 'curl' }],
  };
  const expected = {
    'event.dataset': 'azure.auditlogs',
    'event.action': 'Add member to role',
    'event.outcome': 'success',
    'user.name': 'admin@stadt.example',
    'source.ip': '203.0.113.5',
    fields: {
      'targets.userPrincipalName': ['m.brandt@stadt.example'],
      'targets.property': ['Role.DisplayName'],
      'targets.newValue': ['"Global Administrator"'],
      'ModifiedProperties.Role.DisplayName.newValue': 'Global Administrator',
      'additionalDetails.User-Agent': 'curl',
      'audit.status': ['success'],
    },
  };
  const graph = json(record);
  t.match(graph, expected);
  t.equal(timeOf(graph), '2026-11-21T07:14:05.516Z');
  t.match(
    json({
      time: '2026-11-21T07:14:05Z',
      resourceId: '/tenants/x',
      operationName: 'Add member to role',
      category: 'AuditLogs',
      properties: record,
    }),
    expected,
  );
  t.match(
    json({
      time: '2026-11-21T07:14:05Z',
      resourceId: '/tenants/x',
      operationName: 'x',
      category: 'AuditLogs',
      identity: 'Managed',
      properties: { targetResources: 'none' },
    }),
    {
      'event.dataset': 'azure.auditlogs',
      'user.name': 'Managed',
    },
  );
  t.match(
    json({
      riskEventType: 'unlikelyTravel',
      riskLevel: 'high',
      detectedDateTime: '2026-11-21T07:14:05Z',
      userPrincipalName: 'x',
      ipAddress: '203.0.113.5',
    }),
    {
      'event.dataset': 'azure.riskdetection',
      'event.action': 'unlikelyTravel',
      'event.severity': 3,
    },
  );
  t.match(
    json({
      time: '2026-11-21T07:14:05Z',
      resourceId: '/SUBSCRIPTIONS/x',
      operationName: 'MICROSOFT.KEYVAULT/VAULTS/DELETE',
      category: 'Administrative',
      resultType: 'Success',
      callerIpAddress: '203.0.113.5',
      identity: {
        claims: { 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn': 'admin@stadt.example' },
      },
    }),
    {
      'event.dataset': 'azure.activitylogs',
      'event.outcome': 'success',
      'user.name': 'admin@stadt.example',
      'host.name': 'azure',
    },
  );
});

t.test('what only looks like a record of Microsoft stays JSON', async (t) => {
  for (const document of [
    { time: 'x', category: 'AuditLogs' },
    { createdDateTime: 'x', appDisplayName: 'y' },
    { category: 'constructor', time: 'x', resourceId: 'y', operationName: 'z' },
  ])
    t.match(json(document), { 'event.dataset': 'json.generic' });
});
