import t from 'tap';
import { event } from '../record.js';
import { messages } from './cases.js';

const outside = { 'source.ip': '203.0.113.5' };

messages('OpenVPN', 'openvpn', [
  [
    '203.0.113.5:49152 TLS Auth Error: Auth Username/Password verification failed for peer',
    {
      ...outside,
      'event.dataset': 'openvpn.log',
      'event.action': 'vpn_login',
      'event.outcome': 'failure',
      'source.port': 49152,
    },
  ],
  [
    "203.0.113.5:49152 TLS: Username/Password authentication succeeded for username 'anna'",
    { ...outside, 'event.action': 'vpn_login', 'event.outcome': 'success', 'user.name': 'anna' },
  ],
  [
    '203.0.113.5:49152 [anna] Peer Connection Initiated with [AF_INET]203.0.113.5:49152',
    { ...outside, 'event.action': 'vpn_tunnel_up', 'user.name': 'anna' },
  ],
  [
    'anna/203.0.113.5:49152 SIGTERM[soft,remote-exit] received, client-instance exiting',
    { 'event.action': 'vpn_tunnel_down', 'user.name': 'anna', fields: { reason: 'remote-exit' } },
  ],
  [
    'anna/203.0.113.5:49152 MULTI_sva: pool returned IPv4=10.8.0.6, IPv6=(Not enabled)',
    { fields: { tunnel_ip: '10.8.0.6' } },
  ],
  [
    '203.0.113.5:49152 VERIFY ERROR: depth=0, error=certificate revoked: CN=anna',
    { 'event.outcome': 'failure', fields: { reason: /revoked/ } },
  ],
  ["user 'anna' could not authenticate.", { 'event.outcome': 'failure', 'user.name': 'anna' }],
  ['Initialization Sequence Completed', { 'event.dataset': 'openvpn.log', 'event.action': undefined }],
]);

messages('strongSwan', 'charon', [
  [
    '06[IKE] IKE_SA rw[5] established between 192.0.2.1[vpn.stadt.example]...203.0.113.5[anna@stadt.example]',
    {
      ...outside,
      'event.action': 'vpn_tunnel_up',
      'user.name': 'anna@stadt.example',
      'destination.ip': '192.0.2.1',
    },
  ],
  [
    '07[IKE] EAP method EAP_MSCHAPV2 failed for peer anna',
    { 'event.action': 'vpn_login', 'event.outcome': 'failure', 'user.name': 'anna' },
  ],
  [
    "08[IKE] authentication of 'anna' with EAP successful",
    { 'event.outcome': 'success', 'user.name': 'anna' },
  ],
  ["08[IKE] XAuth authentication of 'anna' failed", { 'event.outcome': 'failure', 'user.name': 'anna' }],
  [
    '09[IKE] deleting IKE_SA rw[5] between 192.0.2.1[vpn]...203.0.113.5[anna]',
    { 'event.action': 'vpn_tunnel_down' },
  ],
  ['10[IKE] 203.0.113.5 is initiating an IKE_SA', outside],
]);

t.test('WireGuard by the kernel', async (t) => {
  t.match(
    event(
      '<6>Nov 21 21:00:00 gw kernel: [   12.5] wireguard: wg0: Handshake for peer 3 (203.0.113.5:51820) did not complete after 5 seconds, retrying (try 2)',
    ),
    {
      ...outside,
      'event.dataset': 'wireguard.log',
      'event.outcome': 'failure',
      fields: { interface: 'wg0', peer: '3' },
    },
  );
  t.match(
    event(
      '<6>Nov 21 21:00:00 gw kernel: wireguard: wg0: Invalid handshake initiation from 203.0.113.5:51820',
    ),
    { ...outside, 'event.action': 'vpn_login' },
  );
});
