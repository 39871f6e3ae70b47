import { problemOf, type Problem } from '@daybook/service-kit';
import { upstreamProblem } from '../forwarding/upstream.problem.js';
import type { Answer, Question, UpstreamClient } from '../upstream.client.js';
import { upstreamNames, type UpstreamName } from '../upstream.types.js';

export type Finding = Readonly<{ answer: Answer } | { problem: Problem }>;

const elsewhere = /"(consumer-not-here|projection-elsewhere)"/;

/** What a service says of an item that is another's, or another instance's. */
const isElsewhere = ({ status, body }: Answer): boolean => status === 404 || (status === 409 && elsewhere.test(body.toString()));

/**
 * An item's service is found by asking every instance of each: one that does not have it changes nothing. One that
 * cannot be asked may be the one, so then nobody can say that the item does not exist.
 */
export const askFirstThatHasIt = async (client: UpstreamClient, question: Question): Promise<Finding> => {
  const away: UpstreamName[] = [];
  let denial: Answer | undefined;
  const instances = upstreamNames.flatMap((upstream) => client.instances(upstream).map((instance) => ({ upstream, instance })));
  for (const { upstream, instance } of instances) {
    try {
      const answer = await client.ask(upstream, question, instance);
      if (!isElsewhere(answer)) return { answer };
      // Who knows of it says more than who has never heard of it.
      if (denial === undefined || denial.status === 404) denial = answer;
    } catch (error) {
      const problem = upstreamProblem(upstream, question.method ?? 'GET', error);
      // It may be doing it: to ask the next one would hide that.
      if (problem.status === 504) return { problem };
      away.push(upstream);
    }
  }
  if (away.length === 0 && denial !== undefined) return { answer: denial };
  const detail = `not found in the services that could be asked; away: ${away.join(', ')}`;
  return { problem: problemOf('upstream-unavailable', 503, detail, { upstreams: away }) };
};
