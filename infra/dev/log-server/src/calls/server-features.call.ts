import { serverFeatures, streamsService, type shared } from '../protocol/messages.js';

const { SupportedMethod, SupportedMethods } = serverFeatures;

/** A release whose behaviour this server follows. */
const version = '24.10.0';
const features: Readonly<Record<string, readonly string[]>> = { read: ['position', 'events'], batchappend: ['deadline_duration'] };

/** What clients may call, by which they choose between the old and the new ways. */
export const supportedMethodsCall = async (_request: shared.Empty): Promise<serverFeatures.SupportedMethods> => {
  const methods = Object.values(streamsService.StreamsService).map(({ path }) => methodOf(path));
  return new SupportedMethods().setEventStoreServerVersion(version).setMethodsList(methods);
};

const methodOf = (path: string): serverFeatures.SupportedMethod => {
  const [, serviceName = '', methodName = ''] = path.toLowerCase().split('/');
  return new SupportedMethod()
    .setServiceName(serviceName)
    .setMethodName(methodName)
    .setFeaturesList([...(features[methodName] ?? [])]);
};
