import { InvalidConfiguration } from './configuration.errors.js';
import { limitProblem } from './schema/configuration.limits.js';

/**
 * RFC 7396: null removes, objects merge, anything else replaces, lists too. Neither argument is changed.
 * @throws InvalidConfiguration for a patch beyond the limits of configurations, such as 32 levels
 */
export const mergePatch = (target: unknown, patch: unknown): unknown => {
  const limit = limitProblem(patch);
  if (limit !== null) throw new InvalidConfiguration([limit]);
  return merged(target, patch);
};

const merged = (target: unknown, patch: unknown): unknown => {
  if (!isObject(patch)) return patch;
  const result = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, merged(result.get(key), value));
  }
  return Object.fromEntries(result);
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
