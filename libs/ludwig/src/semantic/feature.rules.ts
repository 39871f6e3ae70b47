import type { ConfigurationProblem } from '../configuration.errors.js';
import type { ConfigurationOutline } from './configuration.outline.js';

/** JSON readers refuse this key or take it for something else: nobody could read a metric of it or send a value for it. */
const unspeakable = '__proto__';

/** Names are unique over inputs and outputs and fit for keys, and no output learns from its own column. */
export const featureProblems = ({ inputs, outputs }: ConfigurationOutline): readonly ConfigurationProblem[] => {
  const names = new Set<string>();
  const taken = [...inputs, ...outputs].flatMap(({ name, path }): ConfigurationProblem[] => {
    if (name === null) return [];
    const again = names.has(name);
    names.add(name);
    if (name === 'combined') return [{ path: `${path}/name`, value: name, message: 'must not be "combined", the name of the loss of all outputs together' }];
    if (name === unspeakable) return [{ path: `${path}/name`, value: name, message: `must not be "${unspeakable}", which cannot be a key` }];
    return again ? [{ path: `${path}/name`, value: name, message: 'must be unique; another feature has this name' }] : [];
  });
  const targets = new Map(outputs.flatMap(({ column, name }) => (column === null ? [] : [[column, name] as const])));
  const leaking = inputs.flatMap(({ column, name, path }): ConfigurationProblem[] => {
    if (column === null || !targets.has(column) || targets.get(column) === name) return [];
    return [{ path: `${path}/column`, value: column, message: `must not be the column of the output ${JSON.stringify(targets.get(column))}: the model would be told the answer` }];
  });
  const unsendable = inputs.flatMap(({ column, name, path }): ConfigurationProblem[] => {
    if (column !== unspeakable || name === unspeakable) return [];
    return [{ path: `${path}/column`, value: column, message: `must not be "${unspeakable}": rows to predict from could not have it` }];
  });
  return [...taken, ...leaking, ...unsendable];
};
