// A child process of peers.ts: sends syslog as fast as it is taken, or over UDP at a rate. Arguments: transport, port,
// number of messages, file of lines, and a file of the authority (tls) or a rate in messages/s (udp).
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';

const [transport, portText, countText, file, extra] = process.argv.slice(2);
const [port, count] = [Number(portText), Number(countText)];
const messages = readFileSync(file!, 'latin1')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => Buffer.from(`<38>${line.trimEnd()}`, 'latin1'));

async function stream(): Promise<void> {
  const socket =
    transport === 'tls'
      ? connectTls({ port, host: '127.0.0.1', ca: readFileSync(extra!) })
      : connect(port, '127.0.0.1');
  await once(socket, transport === 'tls' ? 'secureConnect' : 'connect');
  const frames = messages.map((message) => Buffer.concat([Buffer.from(`${message.length} `), message]));
  for (let sent = 0; sent < count; ) {
    const take = Math.min(frames.length, count - sent);
    if (!socket.write(Buffer.concat(frames.slice(0, take)))) await once(socket, 'drain');
    sent += take;
  }
  socket.end();
  socket.resume();
  await once(socket, 'close');
}

async function relp(): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const offers = 'relp_version=0\nrelp_software=bench\ncommands=syslog';
  socket.write(`1 open ${offers.length} ${offers}\n`);
  const window = Number(extra);
  let [txnr, answered, rest] = [1, 0, ''];
  const send = (): void => {
    const frames: Buffer[] = [];
    while (txnr <= count && txnr - answered < window) {
      const message = messages[txnr % messages.length]!;
      frames.push(Buffer.from(`${++txnr} syslog ${message.length} `), message, Buffer.from('\n'));
    }
    if (frames.length > 0) socket.write(Buffer.concat(frames));
  };
  for await (const chunk of socket) {
    const text = rest + (chunk as Buffer).toString('latin1');
    answered += text.split('200 OK').length - 1;
    rest = text.slice(text.lastIndexOf('\n') + 1);
    if (answered > count) break;
    send();
  }
}

async function udp(): Promise<void> {
  const socket = createSocket('udp4');
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.setSendBufferSize(4 << 20);
  const rate = Number(extra);
  const begin = performance.now();
  for (let sent = 0; sent < count; ) {
    const due = Math.min(count, Math.floor(((performance.now() - begin) / 1000) * rate));
    let last: Promise<unknown> | undefined;
    for (; sent < due; sent++) {
      const message = messages[sent % messages.length]!;
      last = new Promise((resolve) => socket.send(message, resolve));
    }
    await last;
    await sleep(1);
  }
  socket.close();
}

await (transport === 'udp' ? udp() : transport === 'relp' ? relp() : stream());
