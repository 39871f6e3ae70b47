import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Programs that check the chart: Helm, and a validator that carries the schemas of Kubernetes with it. */
export type ChartTools = Readonly<{ helm: string; kubernetesValidate: string }>;

const helmVersion = '3.18.6';
const validateVersion = '1.37.0';
const buildTimeoutMs = 20 * 60_000;
const run = promisify(execFile);

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const localDirectory = (): string => resolve(process.env['DAYBOOK_LOCAL_DIR'] ?? join(root, '.local'));

const helmDirectory = (): string => join(localDirectory(), 'helm', helmVersion, 'bin');
const validateDirectory = (): string => join(localDirectory(), 'kubernetes-validate', validateVersion);

const paths = (): ChartTools => ({
  helm: join(helmDirectory(), 'helm'),
  kubernetesValidate: join(validateDirectory(), 'bin', 'kubernetes-validate'),
});

/** Null where they are not installed. */
export const findChartTools = (): ChartTools | null => {
  const tools = paths();
  return Object.values(tools).every((path) => existsSync(path)) ? tools : null;
};

/** Builds Helm from its Go module (some minutes) and installs the validator from PyPI; does nothing twice. */
export const installChartTools = async (): Promise<ChartTools> => {
  const tools = paths();
  mkdirSync(localDirectory(), { recursive: true });
  if (!existsSync(tools.helm)) {
    const env = { ...process.env, GOBIN: helmDirectory() };
    await run('go', ['install', `helm.sh/helm/v3/cmd/helm@v${helmVersion}`], { env, cwd: localDirectory(), timeout: buildTimeoutMs });
  }
  if (!existsSync(tools.kubernetesValidate)) {
    await run('python3', ['-m', 'venv', validateDirectory()]);
    await run(join(validateDirectory(), 'bin', 'pip'), ['install', '--quiet', `kubernetes-validate==${validateVersion}`], { timeout: buildTimeoutMs });
  }
  return tools;
};
