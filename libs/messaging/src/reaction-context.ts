import { reactionCommandId, type CommandContext } from '@daybook/event-store';
import type { Fact } from './fact.types.js';

/**
 * The context of the command by which a reaction answers a fact: its identity derives from the cause, so that a fact
 * delivered twice commands once; the actor stays the one who began it.
 */
export const reactionContext = (fact: Fact, reaction: string): CommandContext => ({
  actor: fact.actor,
  ...(fact.reason === undefined ? {} : { reason: fact.reason }),
  correlationId: fact.correlationId,
  causationId: fact.id,
  commandId: reactionCommandId(fact.id, reaction),
  ...(fact.traceparent === undefined ? {} : { traceparent: fact.traceparent }),
});
