import { join } from 'node:path';
import { buildGoProgram } from './go.js';
import { answers } from './http-probe.js';
import { installationPath, installOnce } from './installation.js';
import type { Part } from './part.js';

const version = 'v2.12.0';
const name = `toxiproxy-${version}`;

/** A TCP proxy that cuts, delays and half-closes connections as its API is told. */
export const toxiproxy: Part = {
  name: 'toxiproxy',
  ports: { main: 18474 },
  install: () => installOnce(name, (directory) => buildGoProgram(directory, 'toxiproxy', `github.com/Shopify/toxiproxy/v2/cmd/server@${version}`)),
  async prepare({ ports }) {
    return { command: join(installationPath(name), 'toxiproxy'), args: ['-host', '127.0.0.1', '-port', String(ports.main)] };
  },
  isReady: ({ ports }) => answers(`http://127.0.0.1:${ports.main}/version`),
  access: (port) => ({ url: `http://127.0.0.1:${port}`, settings: {} }),
};
