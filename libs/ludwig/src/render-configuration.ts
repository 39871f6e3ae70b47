import { InvalidConfiguration, type ConfigurationProblem } from './configuration.errors.js';
import type { RenderedConfiguration } from './configuration.types.js';
import type { RawConfiguration } from './raw-configuration.types.js';
import { render } from './render/configuration.render.js';
import { limitProblem } from './schema/configuration.limits.js';
import { schemaProblems } from './schema/schema.check.js';
import type { KnownColumn } from './semantic/column.rules.js';
import { outlineOf } from './semantic/configuration.outline.js';
import { semanticProblems } from './semantic/semantic.check.js';

/**
 * Checks a configuration and fills in every default. With the dataset's columns, also that they are there and suit their
 * features. Rendering what was rendered changes nothing. @throws InvalidConfiguration with every problem at once
 */
export const renderConfiguration = (raw: unknown, columns: readonly KnownColumn[] | null = null): RenderedConfiguration => {
  const problems = problemsOf(raw, columns);
  if (problems.length > 0) throw new InvalidConfiguration(problems);
  return render(raw as RawConfiguration);
};

const problemsOf = (raw: unknown, columns: readonly KnownColumn[] | null): readonly ConfigurationProblem[] => {
  const limit = limitProblem(raw);
  if (limit !== null) return [limit];
  const byShape = schemaProblems(raw);
  const named = new Set(byShape.map(({ path }) => path));
  // What has the wrong shape cannot break a rule as well.
  const byRule = semanticProblems(outlineOf(raw), columns).filter(({ path }) => !named.has(path));
  return [...byShape, ...byRule];
};
