import type { ConfigurationProblem } from '../configuration.errors.js';
import { pointerStep } from './json-pointer.js';

const deepest = 32;
const mostValues = 200_000;
const longestText = 10_000;

type Place = Readonly<{ value: unknown; path: string; depth: number }>;

/**
 * What makes a value unsafe to look into any further, whatever it means: the first such thing only. Walks without
 * recursion, so that no depth (and no cycle) can exhaust the stack here or in what runs afterwards.
 */
export const limitProblem = (raw: unknown): ConfigurationProblem | null => {
  const places: Place[] = [{ value: raw, path: '', depth: 0 }];
  let values = 0;
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { value, path, depth } = place;
    values += 1;
    if (depth > deepest) return { path, message: `is nested deeper than ${deepest} levels` };
    if (values > mostValues) return { path: '', message: `holds more than ${mostValues} values` };
    if (typeof value === 'string' && value.length > longestText) return { path, message: `is longer than ${longestText} characters` };
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      // A key of this name would change the prototype of what it is copied to.
      if (key === '__proto__') return { path: path + pointerStep(key), message: 'is no key that a configuration can have' };
      if (key.length > longestText) return { path, message: `has a key that is longer than ${longestText} characters` };
      places.push({ value: inner, path: path + pointerStep(key), depth: depth + 1 });
    }
  }
  return null;
};
