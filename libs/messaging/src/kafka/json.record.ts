import type { KafkaMessage } from 'kafkajs';
import { MalformedRecord } from './kafka.errors.js';

/** The JSON of a record's value. @throws MalformedRecord */
export const jsonOf = ({ value }: Pick<KafkaMessage, 'value'>): unknown => {
  if (value === null) throw new MalformedRecord('it has no value');
  try {
    return JSON.parse(value.toString());
  } catch (error) {
    throw new MalformedRecord('its value is no JSON', { cause: error });
  }
};
