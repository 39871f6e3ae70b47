import { choiceSetting, integerSetting, loadConfig, otlpEndpointSetting, textSetting, type ConfigOf, type Setting } from '@daybook/service-kit';
import type { GatewayOptions } from './gateway.options.js';

const baseUrl = (service: string): Setting<string> => {
  const variable = `DAYBOOK_UPSTREAM_${service.toUpperCase().replaceAll('-', '_')}`;
  return {
    variable,
    description: `Base URL of the ${service} service; of several instances all, separated by commas`,
    fallback: `http://${service}:8080`,
    expected: 'a URL of http or https without path, such as http://host:8080',
    parse: originsOf,
  };
};

const originsOf = (text: string): string | undefined => {
  const origins = text.split(',').map((one) => originOf(one.trim()));
  return origins.includes(undefined) ? undefined : origins.join(',');
};

const originOf = (text: string): string | undefined => {
  if (!URL.canParse(text)) return undefined;
  const { origin, protocol, pathname, search, hash, username } = new URL(text);
  const bare = pathname === '/' && search === '' && hash === '' && username === '';
  return bare && (protocol === 'http:' || protocol === 'https:') ? origin : undefined;
};

/** Every setting of the gateway. */
export const gatewaySettings = {
  host: textSetting({ variable: 'DAYBOOK_HOST', description: 'Address to listen on' }, '127.0.0.1'),
  port: integerSetting({ variable: 'DAYBOOK_PORT', description: 'Port of the API; 0 takes a free one' }, 8080, [0, 65_535]),
  repository: baseUrl('repository'),
  versioning: baseUrl('versioning'),
  trainingOrchestrator: baseUrl('training-orchestrator'),
  deployment: baseUrl('deployment'),
  audit: baseUrl('audit'),
  answerTimeoutMs: integerSetting({ variable: 'DAYBOOK_UPSTREAM_TIMEOUT_MS', description: 'Milliseconds from the end of a request to the first byte of its answer' }, 300_000, [100, 86_400_000]),
  otlpEndpoint: otlpEndpointSetting,
  logLevel: choiceSetting({ variable: 'DAYBOOK_LOG_LEVEL', description: 'Least level that is logged, to stderr' }, 'info', ['fatal', 'error', 'warn', 'info', 'debug', 'trace']),
} as const;

export type GatewayConfig = ConfigOf<typeof gatewaySettings>;

/** Variables of the command that may stand in the same environment. */
const ofOthers = ['DAYBOOK_URL', 'DAYBOOK_ACTOR'];

/** @throws InvalidConfig naming every bad variable */
export const gatewayConfigFrom = (env: NodeJS.ProcessEnv): GatewayOptions => {
  const { repository, versioning, trainingOrchestrator, deployment, audit, ...rest } = loadConfig(gatewaySettings, env, ofOthers);
  const upstreams = { repository, versioning, 'training-orchestrator': trainingOrchestrator, deployment, audit };
  return { ...rest, upstreams };
};
