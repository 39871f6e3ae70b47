/** What `brokersFrom` takes, for people. */
export const expectedBrokers = 'host:port, or several separated by commas, with ports from 1 to 65535';

/** kafkajs ends a host at the first colon, so none can be an IPv6 address. */
const broker = /^[^\s:/?#@[\]]+:(?<port>\d{1,5})$/;
const highestPort = 65_535;

const isBroker = (text: string): boolean => {
  const port = Number(broker.exec(text)?.groups?.['port'] ?? 0);
  return port >= 1 && port <= highestPort;
};

/** The brokers of a list like `one:9092,other:9092`; undefined where one of them is no address with a port. */
export const brokersFrom = (list: string): readonly string[] | undefined => {
  const brokers = list.split(',').map((one) => one.trim());
  return brokers.every(isBroker) ? brokers : undefined;
};
