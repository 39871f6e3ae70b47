import { brokersFrom, expectedBrokers, kafkaSecurityFrom, saslMechanisms, type KafkaSecurity } from '@daybook/messaging';
import { choiceSetting, InvalidConfig, textSetting, type ConfigOf, type Setting, type SettingProblem } from '@daybook/service-kit';

const most = 16;

/** Set to nothing it is not set: a compose file hands on what it may not have. */
const optional = (common: Pick<Setting<string>, 'variable' | 'description' | 'secret'>): Setting<string> => ({
  ...common,
  fallback: '',
  expected: 'a text',
  parse: (text) => text,
});

const replication: Setting<number> = {
  variable: 'DAYBOOK_KAFKA_REPLICATION',
  description: 'Copies of each topic that is made; -1 leaves it to the brokers',
  fallback: -1,
  expected: `-1, or a whole number from 1 to ${most}`,
  parse: (text) => (/^(-1|[1-9]\d?)$/.test(text.trim()) && Number(text) <= most ? Number(text) : undefined),
};

const brokers: Setting<string> = {
  variable: 'DAYBOOK_KAFKA_BROKERS',
  description: 'Kafka brokers, `host:port`, separated by commas',
  fallback: '127.0.0.1:19092',
  expected: expectedBrokers,
  parse: (text) => (brokersFrom(text) === undefined ? undefined : text),
};

/** Where the brokers are, and how to come in. */
export const kafkaSettings = {
  kafkaBrokers: brokers,
  kafkaReplication: replication,
  kafkaTls: textSetting({ variable: 'DAYBOOK_KAFKA_TLS', description: '`on` or `off`, or the file of the certificates that vouch for the brokers' }, 'off'),
  kafkaSaslMechanism: choiceSetting({ variable: 'DAYBOOK_KAFKA_SASL_MECHANISM', description: '`none`, `plain`, `scram-sha-256` or `scram-sha-512`' }, 'none', saslMechanisms),
  kafkaSaslUsername: optional({ variable: 'DAYBOOK_KAFKA_SASL_USERNAME', description: 'Its user', secret: true }),
  kafkaSaslPassword: optional({ variable: 'DAYBOOK_KAFKA_SASL_PASSWORD', description: 'The password of the user', secret: true }),
} as const;

export type KafkaSettings = ConfigOf<typeof kafkaSettings>;

/** @throws InvalidConfig where the settings do not fit together, or a file is missing */
export const securityFrom = (config: KafkaSettings): KafkaSecurity => {
  const problems: SettingProblem[] = [];
  const { kafkaTls: tls, kafkaSaslMechanism: mechanism, kafkaSaslUsername: username, kafkaSaslPassword: password } = config;
  const security = kafkaSecurityFrom({ tls, mechanism, username, password }, (problem) => problems.push(problem));
  if (problems.length > 0) throw new InvalidConfig(problems);
  return security;
};

/** The same configuration, once its settings are known to fit together. @throws InvalidConfig */
export const withFittingKafka = <Config extends KafkaSettings>(config: Config): Config => {
  securityFrom(config);
  return config;
};
