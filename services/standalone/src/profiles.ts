export type Running = Readonly<{ greeting: string; close: () => Promise<void> }>;
type Profile = (env: NodeJS.ProcessEnv, stopping: AbortSignal) => Promise<Running>;

const embedded: Profile = async (env) => {
  const { standaloneConfigFrom } = await import('./standalone.config.js');
  const config = standaloneConfigFrom(env);
  const { startStandalone } = await import('./standalone.js');
  const { url, close } = await startStandalone(config);
  return { greeting: `Daybook answers at ${url} and keeps its data in ${config.dataDirectory}`, close };
};

const distributed: Profile = async (env, stopping) => {
  const { fleetConfigFrom } = await import('./distributed/fleet.config.js');
  const config = fleetConfigFrom(env);
  const { startFleet } = await import('./distributed/fleet.js');
  const { url, close } = await startFleet(config, env, stopping);
  return { greeting: `Daybook answers at ${url}, each service a process of its own`, close };
};

/** How the product can run; each loads only what it needs. */
export const profiles = { embedded, distributed } as const;
export type ProfileName = keyof typeof profiles;
