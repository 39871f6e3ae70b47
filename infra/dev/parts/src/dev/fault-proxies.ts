import { parts } from '../parts.js';
import type { DevServers } from './dev-up.js';

type Proxy = Readonly<{ name: string; listen: string; upstream: string; enabled: true }>;

/** Makes toxiproxy stand before every other part; those proxies that are as they should be keep their connections. */
export const putProxies = async (servers: DevServers): Promise<void> => {
  const { url } = parts.toxiproxy.access(servers.toxiproxy.ports.main);
  const answer = await fetch(`${url}/populate`, { method: 'POST', body: JSON.stringify(proxiesOf(servers)) });
  if (!answer.ok) throw new Error(`toxiproxy answers ${answer.status}: ${await answer.text()}`);
};

const proxiesOf = (servers: DevServers): readonly Proxy[] =>
  Object.entries(servers).flatMap(([name, { ports }]) => {
    if (ports.proxy === undefined) return [];
    const [listen, upstream] = [`127.0.0.1:${ports.proxy}`, `127.0.0.1:${ports.proxied ?? ports.main}`];
    return [{ name, listen, upstream, enabled: true } as const];
  });
