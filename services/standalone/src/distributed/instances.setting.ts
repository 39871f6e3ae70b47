import type { Setting } from '@daybook/service-kit';
import { serviceNames, type ServiceName } from './service.names.js';

const most = 8;
const pair = new RegExp(`^(${serviceNames.join('|')})=([1-${most}])$`);

/** How many processes of each service, such as `versioning=4,repository=2`; one of those that are not named. */
export const instancesSetting: Setting<string> = {
  variable: 'DAYBOOK_INSTANCES',
  description: 'Instances of services on this machine, such as `versioning=4,repository=2`; one of each when not set',
  fallback: '',
  expected: `service=count pairs, separated by commas, with counts from 1 to ${most}`,
  parse: (text) => (text === '' || text.split(',').every((one) => pair.test(one.trim())) ? text : undefined),
};

export const instancesOf = (setting: string, service: ServiceName): number => {
  const named = setting.split(',').map((one) => pair.exec(one.trim()));
  return Number(named.find((match) => match?.[1] === service)?.[2] ?? 1);
};
