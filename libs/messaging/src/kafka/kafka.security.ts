import { readFileSync } from 'node:fs';

export const saslMechanisms = ['none', 'plain', 'scram-sha-256', 'scram-sha-512'] as const;
export type SaslMechanism = (typeof saslMechanisms)[number];

/** How a client proves who it is, and knows the brokers. `ca`: certificates of those who vouch for them, in PEM; null for the usual ones. */
export type KafkaSecurity = Readonly<{
  tls: Readonly<{ ca: string | null }> | null;
  sasl: Readonly<{ mechanism: Exclude<SaslMechanism, 'none'>; username: string; password: string }> | null;
}>;

/** As they are set; `tls` is on, off, or a file. */
export type KafkaSecuritySettings = Readonly<{ tls: string; mechanism: SaslMechanism; username: string; password: string }>;
export type KafkaSecurityProblem = Readonly<{ variable: string; value: string; expected: string }>;

/** Reads the file of certificates. What is wrong is told, and answered as if it were not set. */
export const kafkaSecurityFrom = (settings: KafkaSecuritySettings, problem: (found: KafkaSecurityProblem) => void): KafkaSecurity => ({
  tls: tlsFrom(settings, problem),
  sasl: saslFrom(settings, problem),
});

const tlsFrom = ({ tls }: KafkaSecuritySettings, problem: (found: KafkaSecurityProblem) => void): KafkaSecurity['tls'] => {
  if (tls === 'off') return null;
  if (tls === 'on') return { ca: null };
  try {
    return { ca: readFileSync(tls, 'utf8') };
  } catch {
    problem({ variable: 'DAYBOOK_KAFKA_TLS', value: tls, expected: 'on, off, or a file of certificates that can be read' });
    return null;
  }
};

const saslFrom = ({ mechanism, username, password }: KafkaSecuritySettings, problem: (found: KafkaSecurityProblem) => void): KafkaSecurity['sasl'] => {
  if (mechanism === 'none') {
    // Else it would go in as nobody in particular.
    if (username !== '') problem({ variable: 'DAYBOOK_KAFKA_SASL_MECHANISM', value: mechanism, expected: `one of ${saslMechanisms.slice(1).join(', ')}, since there is a username` });
    return null;
  }
  if (username === '') problem({ variable: 'DAYBOOK_KAFKA_SASL_USERNAME', value: '', expected: `a name, for ${mechanism}` });
  if (password === '') problem({ variable: 'DAYBOOK_KAFKA_SASL_PASSWORD', value: '', expected: `a password, for ${mechanism}` });
  return { mechanism, username, password };
};
