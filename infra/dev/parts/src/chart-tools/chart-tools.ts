import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../command.js';
import { buildGoProgram } from '../go.js';
import { installationPath, installOnce } from '../installation.js';

const helm = { name: 'helm-3.18.6', source: 'helm.sh/helm/v3/cmd/helm@v3.18.6' };
const validator = { name: 'kubernetes-validate-1.37.0', source: 'kubernetes-validate==1.37.0' };

/** Programs that check the chart: Helm, and a validator that carries the schemas of Kubernetes with it. */
export type ChartTools = Readonly<{ helm: string; python: string; environment: Readonly<Record<string, string>> }>;

/** `python -m kubernetes_validate` in this environment is the validator; null where something is not installed. */
export const findChartTools = (): ChartTools | null => {
  if (![helm, validator].every(({ name }) => existsSync(installationPath(name)))) return null;
  return {
    helm: join(installationPath(helm.name), 'helm'),
    python: 'python3',
    environment: { PYTHONPATH: installationPath(validator.name) },
  };
};

/** Builds Helm from its Go module (some minutes) and takes the validator from PyPI; does nothing twice. */
export const installChartTools = async (): Promise<void> => {
  await installOnce(helm.name, (directory) => buildGoProgram(directory, 'helm', helm.source));
  await installOnce(validator.name, (directory) =>
    command('python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', directory, validator.source]),
  );
};
