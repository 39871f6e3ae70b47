import type { RoutingRule } from './routing.table.js';

type Compiled = Readonly<{ rule: RoutingRule; matches: RegExp }>;

/** Finds the rule for a path, which is taken as it was sent: nothing is decoded on the way to its owner. */
export class Router {
  private readonly rules: readonly Compiled[];

  constructor(rules: readonly RoutingRule[]) {
    this.rules = rules.map((rule) => ({ rule, matches: expressionOf(rule.pattern) }));
  }

  /** `url` may have a query. Undefined for a path that belongs to nobody. */
  ruleFor(url: string): RoutingRule | undefined {
    const path = url.split('?', 1)[0] ?? '';
    return this.rules.find(({ matches }) => matches.test(path))?.rule;
  }
}

const expressionOf = (pattern: string): RegExp => {
  const source = pattern
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/:[^/]+/g, '[^/]+')
    .replace(/\/\*$/, '(?:/.*)?');
  return new RegExp(`^${source}/?$`);
};
