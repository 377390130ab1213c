// A child process of receivers.test.ts: slow and malicious senders. Arguments: ports of a receiver of syslog over TCP
// and of one of RELP. Prints a line when all are at work; ends by a signal.
import { connect, type Socket } from 'node:net';

const [tcp, relp] = process.argv.slice(2).map(Number);

function attack(port: number, times: number, begin: (socket: Socket) => void): void {
  for (let i = 0; i < times; i++) {
    const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
    socket.on('error', () => undefined);
    socket.once('connect', () => begin(socket));
  }
}

/** Sends the same bytes as fast as they are taken. */
const flood = (text: string) => (socket: Socket) => {
  const bytes = Buffer.from(text);
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', more);
  more();
};
const trickle = (text: string) => (socket: Socket) => void setInterval(() => socket.write(text), 20);

for (const port of [tcp!, relp!]) {
  attack(port, 100, () => undefined);
  attack(port, 50, trickle('<'));
  attack(port, 50, (socket) => socket.resetAndDestroy());
}
attack(tcp!, 20, flood('<13>x\n'.repeat(10_000)));
attack(tcp!, 5, flood('x'.repeat(65_536)));
attack(tcp!, 5, flood('\n'.repeat(65_536)));
attack(tcp!, 1, (socket) => socket.write(`999999999 <13>${'9'.repeat(1000)}`));
attack(relp!, 20, trickle('1 open 999999999 x'));
setTimeout(() => process.stdout.write('at work\n'), 1000);
