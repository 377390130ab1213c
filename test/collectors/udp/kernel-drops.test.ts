import t from 'tap';
import { kernelDrops } from '../../../collectors/udp/kernel-drops.js';

/** As a little-endian machine prints it. */
const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

t.test(
  'tables of the kernel (proc(5))',
  { skip: !littleEndian && 'samples are of another byte order' },
  async (t) => {
    const udp = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            
  101: 0100007F:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4242 2 0000000000000000 17           
  102: 00000000:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4243 2 0000000000000000 5            
  103: 00000000:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4244 2 0000000000000000 6            
`;
    t.equal(kernelDrops(udp, { host: '127.0.0.1', port: 5514 }), 17);
    t.equal(kernelDrops(udp, { host: '0.0.0.0', port: 5514 }), 11, 'sockets that share the address');
    const [, , line] = udp.split('\n');
    t.equal(
      kernelDrops(`${udp}${line?.replace(/5 *$/, '7')}\n`, { host: '0.0.0.0', port: 5514 }),
      13,
      'one comes twice',
    );
    t.equal(kernelDrops(udp, { host: '127.0.0.1', port: 5515 }), 0);
    t.equal(kernelDrops('', { host: '127.0.0.1', port: 5515 }), 0);
    const udp6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
   11: 00000000000000000000000000000000:158A 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0000000000000000 3
   12: 00000000000000000000000001000000:158A 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0000000000000000 4
   13: B80D0120000000000000000007000000:158A 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0000000000000000 8
`;
    t.equal(kernelDrops(udp6, { host: '::', port: 5514 }), 3);
    t.equal(kernelDrops(udp6, { host: '::1', port: 5514 }), 4);
    t.equal(kernelDrops(udp6, { host: '2001:db8::7', port: 5514 }), 8);
  },
);
