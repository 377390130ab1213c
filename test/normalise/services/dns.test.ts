import { messages } from './cases.js';

const outside = { 'source.ip': '203.0.113.5' };

messages('BIND', 'named', [
  [
    'client @0x7f31c8 10.1.2.3#50312 (www.example.org): query: www.example.org IN A +E(0)K (10.1.2.1)',
    {
      'event.dataset': 'bind.query',
      'event.action': 'dns_query',
      'source.ip': '10.1.2.3',
      'source.port': 50312,
      fields: { query: 'www.example.org', record_type: 'A' },
    },
  ],
  [
    "client 203.0.113.5#50312 (x.example): view extern: query (cache) 'x.example/A/IN' denied",
    { ...outside, 'event.outcome': 'failure' },
  ],
  [
    'rpz: info: client @0x7f31c8 10.1.2.3#50312 (bad.example): rpz QNAME NXDOMAIN rewrite bad.example/A/IN via bad.example.rpz.stadt.example',
    { 'event.outcome': 'failure', fields: { query: 'bad.example', rpz_policy: 'NXDOMAIN' } },
  ],
  [
    "client @0x7f31c8 203.0.113.5#50312 (stadt.example): zone transfer 'stadt.example/AXFR/IN' denied",
    {
      ...outside,
      'event.action': 'dns_zone_transfer',
      'event.outcome': 'failure',
      fields: { zone: 'stadt.example' },
    },
  ],
  [
    "client @0x7f31c8 10.1.2.9#50312 (stadt.example): transfer of 'stadt.example/IN': AXFR started (serial 7)",
    { 'event.action': 'dns_zone_transfer', 'event.outcome': 'success' },
  ],
  ['managed-keys-zone: loaded serial 1', { 'event.dataset': 'bind.log', 'event.action': undefined }],
]);

messages('dnsmasq', 'dnsmasq', [
  [
    'query[AAAA] example.org from 10.1.2.3',
    {
      'event.dataset': 'dnsmasq.query',
      'source.ip': '10.1.2.3',
      fields: { query: 'example.org', record_type: 'AAAA' },
    },
  ],
  ['reply example.org is 192.0.2.7', { 'event.action': 'dns_reply', fields: { answer: '192.0.2.7' } }],
]);

messages('dnsmasq leases', 'dnsmasq-dhcp', [
  [
    'DHCPACK(eth0) 10.1.2.3 00:00:5e:00:53:01 pc1',
    {
      'event.action': 'dhcp_lease',
      'source.ip': undefined,
      fields: { lease_ip: '10.1.2.3', lease_host: 'pc1' },
    },
  ],
]);

messages('Unbound', 'unbound', [
  [
    '[812:0] info: 10.1.2.3 example.org. A IN',
    { 'event.dataset': 'unbound.query', fields: { query: 'example.org', record_type: 'A' } },
  ],
  ['[812:0] info: start of service', { 'event.dataset': 'unbound.log' }],
]);

messages('DHCP servers', 'dhcpd', [
  [
    'DHCPACK on 10.1.2.3 to 00:00:5e:00:53:01 (pc1) via eth0',
    {
      'event.dataset': 'dhcpd.lease',
      'event.outcome': 'success',
      fields: { lease_ip: '10.1.2.3', mac: '00:00:5e:00:53:01', lease_host: 'pc1' },
    },
  ],
  ['DHCPNAK on 10.1.2.3 to 00:00:5e:00:53:01 via eth0', { 'event.outcome': 'failure' }],
  [
    'DHCPDISCOVER from 00:00:5e:00:53:01 via 10.1.9.1: network 10.1.9.0/24: no free leases',
    { 'event.outcome': 'failure' },
  ],
]);

messages('Kea', 'kea-dhcp4', [
  [
    'INFO  [kea-dhcp4.leases/812.1403] DHCP4_LEASE_ALLOC [hwtype=1 00:00:5e:00:53:01], cid=[no info], tid=0x5: lease 10.1.2.3 has been allocated for 3600 seconds',
    {
      'event.dataset': 'kea.lease',
      'event.code': 'DHCP4_LEASE_ALLOC',
      'event.action': 'dhcp_lease',
      fields: { lease_ip: '10.1.2.3' },
    },
  ],
]);
