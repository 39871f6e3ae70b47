import { startPart } from '../processes/part.process.js';

export type Broker = Readonly<{ address: string; end: () => Promise<void> }>;

/** The broker of `DAYBOOK_TEST_KAFKA_BROKERS`, or one of its own. */
export const startBroker = async (): Promise<Broker> => {
  const given = process.env['DAYBOOK_TEST_KAFKA_BROKERS'];
  if (given !== undefined) return { address: given, end: async () => undefined };
  const { url, end } = await startPart('kafka');
  return { address: url, end };
};
