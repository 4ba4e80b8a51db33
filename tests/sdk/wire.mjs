// A line to the sandbox that can be cut, as a network would: without a word to either end.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Listens, and passes everything on to a port of this machine. */
export async function wire(port) {
  const lines = new Set();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    lines.add(near);
    const end = () => {
      lines.delete(near);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    base_uri: `localhost:${server.address().port}`,
    cut: () => lines.forEach((line) => line.resetAndDestroy()),
    close: () => server.close(),
  };
}
