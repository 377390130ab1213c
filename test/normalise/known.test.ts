import t from 'tap';
import { event } from './record.js';

const outside = { 'source.ip': '203.0.113.5' };

t.test('logs of clouds and Kubernetes in JSON', async (t) => {
  const read = (document: object) => event(JSON.stringify(document), { format: 'json' });
  t.match(
    read({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      verb: 'create',
      user: { username: 'anna' },
      sourceIPs: ['203.0.113.5'],
      objectRef: { resource: 'pods' },
    }),
    {
      ...outside,
      'event.dataset': 'kubernetes.audit',
      'user.name': 'anna',
      fields: { 'objectRef.resource': 'pods', verb: 'create' },
    },
  );
  t.match(
    read({
      eventSource: 's3.amazonaws.com',
      eventName: 'PutBucketAcl',
      awsRegion: 'eu-central-1',
      sourceIPAddress: '203.0.113.5',
    }),
    { ...outside, 'event.dataset': 'aws.cloudtrail', 'event.action': 'PutBucketAcl' },
  );
  t.match(read({ _path: 'dns', uid: 'C1', 'id.orig_h': '10.1.2.3', query: 'x' }), {
    'event.dataset': 'zeek.dns',
    'source.ip': '10.1.2.3',
  });
  t.match(read({ logtype: 4002, node_id: 'canary1', src_host: '10.1.2.3', logdata: { USERNAME: 'root' } }), {
    'event.dataset': 'opencanary.log',
    'host.name': 'canary1',
    'user.name': 'root',
  });
  t.match(read({ action: 'x', actor: 'y' }), { 'event.dataset': 'json.generic' });
});
