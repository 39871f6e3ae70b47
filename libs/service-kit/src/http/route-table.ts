type Route = Readonly<{ method: string | readonly string[]; url: string }>;
type Entry = Readonly<{ pattern: RegExp; methods: Set<string> }>;

/** The routes of an application by path: a path that exists for other methods is 405 and not 404. */
export class RouteTable {
  private readonly entries = new Map<string, Entry>();

  add({ method, url }: Route): void {
    const entry = this.entries.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    for (const one of [method].flat()) entry.methods.add(one);
    this.entries.set(url, entry);
  }

  /** Methods that a path has, ascending; empty where there is no such path. */
  methodsOf(path: string): readonly string[] {
    const methods = [...this.entries.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap((entry) => [...entry.methods]);
    return [...new Set(methods)].sort();
  }
}

const patternOf = (url: string): RegExp => {
  const segments = url
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}/?$`);
};
