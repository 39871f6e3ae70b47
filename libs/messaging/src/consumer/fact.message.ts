import type { ConsumedMessage } from './consumed-message.types.js';
import type { Fact } from '../fact.types.js';

/** A fact as the consumer's core takes it. */
export const messageOf = (fact: Fact): ConsumedMessage & { position: number } => ({
  id: fact.id,
  kind: 'fact',
  type: fact.type,
  topic: fact.topic,
  key: fact.key,
  position: fact.position,
  payload: fact,
  onFailure: 'hold',
});
