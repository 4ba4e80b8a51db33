// The page and the SDKs, served on loopback: a browser gives cameras and microphones to a page of a
// server only.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

/** The versions under test, and the bundle for browsers of each. */
const SDKS = {
  '2.x': 'node_modules/@cloudflare/realtimekit/dist/browser.js',
  '3.x': 'node_modules/@dytesdk/web-core/dist/index.iife.js',
};
export const VERSIONS = Object.keys(SDKS);

const FILES = new Map([
  ['/', ['page.html', HTML]],
  ['/page.js', ['page.js', SCRIPT]],
  ...Object.entries(SDKS).map(([version, file]) => [`/sdk/${version}.js`, [file, SCRIPT]]),
]);

export async function serve() {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const [file, type] = FILES.get(pathname) ?? [];
    if (!file) return response.writeHead(404).end();
    const path = fileURLToPath(new URL(file, import.meta.url));
    response.writeHead(200, { 'content-type': type }).end(await readFile(path));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${server.address().port}/`,
    close: () => server.close().closeAllConnections(),
  };
}
