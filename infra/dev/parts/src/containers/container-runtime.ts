import { existsSync } from 'node:fs';
import { homedir } from 'node:os';

const variables = ['DOCKER_HOST', 'TESTCONTAINERS_HOST_OVERRIDE'] as const;
const traces = (): readonly string[] => [
  '/var/run/docker.sock',
  `${process.env['XDG_RUNTIME_DIR'] ?? '/nonexistent'}/docker.sock`,
  `${homedir()}/.docker/run/docker.sock`,
  `${homedir()}/.docker/desktop/docker.sock`,
  `${homedir()}/.testcontainers.properties`,
];

/** Whether containers can be run here. Testcontainers takes seconds to load, so it is not asked where nothing hints at an engine. */
export const hasContainerRuntime = async (): Promise<boolean> => {
  const hinted = process.platform === 'win32' || variables.some((name) => process.env[name] !== undefined) || traces().some(existsSync);
  if (!hinted) return false;
  const { getContainerRuntimeClient } = await import('testcontainers');
  return getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
};
