import { InvalidConfiguration } from './configuration.errors.js';
import type { RenderedConfiguration } from './configuration.types.js';
import type { RawConfiguration } from './raw-configuration.types.js';
import { render } from './render/configuration.render.js';
import { schemaProblems } from './schema/schema.check.js';
import { semanticProblems, type KnownColumn } from './semantic.check.js';

/**
 * Checks a configuration and fills in every default. With the dataset's columns, also that they are there and suit their
 * features. Rendering what was rendered changes nothing. @throws InvalidConfiguration with every problem at once
 */
export const renderConfiguration = (raw: unknown, columns: readonly KnownColumn[] | null = null): RenderedConfiguration => {
  const problems = schemaProblems(raw);
  if (problems.length > 0) throw new InvalidConfiguration(problems);
  const rendered = render(raw as RawConfiguration);
  const further = semanticProblems(rendered, columns);
  if (further.length > 0) throw new InvalidConfiguration(further);
  return rendered;
};
