import type { Setting } from './setting.js';

type Common = Pick<Setting<string>, 'variable' | 'description' | 'secret'>;

/** A name or an address, IPv6 in brackets, and where there is one a port. */
const server = /^(?:[^\s:/?#@,[\]]+|\[[\da-f:.]+\])(?::(?<port>\d{1,5}))?$/i;
const highestPort = 65_535;

/** The schemes of KurrentDB's client, which does not know IPv6 and takes `/` for a part of a host without a port. */
const eventStore = /^(?:kurrentdb|kurrent|kdb|esdb)(?:\+discover)?:\/\/(?:[^:@]+:[^@]+@)?(?<servers>[^?[\]]+)(?:\?.*)?$/;
const mongo = /^mongodb(?<srv>\+srv)?:\/\/(?:[^\s:/?#@[\]]+(?::[^\s:/?#@[\]]*)?@)?(?<servers>[^/?#@]+)\/[^\s/?#.$\\"]+(?:\?.*)?$/;

const isServer = (text: string): boolean => {
  const found = server.exec(text);
  if (found === null) return false;
  const port = found.groups?.['port'] ?? '1';
  return Number(port) >= 1 && Number(port) <= highestPort;
};

const isEventStore = (text: string): boolean => {
  const servers = eventStore.exec(text.trim().replace(/\/+$/, ''))?.groups?.['servers'];
  return servers !== undefined && servers.replace(/(:\d+)\/$/, '$1').split(',').every(isServer);
};

const isMongo = (text: string): boolean => {
  const { srv, servers } = mongo.exec(text)?.groups ?? {};
  if (servers === undefined) return false;
  // What DNS is asked for is one name, and the answer has the ports.
  return servers.split(',').every(isServer) && (srv === undefined || !/[,:]/.test(servers));
};

export const isHttpUrl = (text: string): boolean => URL.canParse(text) && /^https?:\/\//.test(text);

const addressSetting = (common: Common, fallback: string, expected: string, is: (text: string) => boolean): Setting<string> => ({
  ...common,
  fallback,
  expected,
  parse: (text) => (is(text) ? text : undefined),
});

export const httpUrlSetting = (common: Common, fallback: string): Setting<string> =>
  addressSetting(common, fallback, `a URL of http or https, such as ${fallback}`, isHttpUrl);

/** A connection string of KurrentDB or EventStoreDB. */
export const eventStoreUrlSetting = (common: Common, fallback: string): Setting<string> => {
  const expected = 'kurrentdb://, kurrent://, kdb:// or esdb://, also with +discover before the colon, and a host, such as kurrentdb://host:2113?tls=false';
  return addressSetting(common, fallback, expected, isEventStore);
};

/** A connection string of MongoDB that names a database; the driver would take one called `test`. */
export const mongoUrlSetting = (common: Common, fallback: string): Setting<string> => {
  const expected = 'mongodb:// or mongodb+srv://, a host or several, and a database, such as mongodb://one:27017,other:27017/daybook';
  return addressSetting(common, fallback, expected, isMongo);
};
