/** Held by `npm run boundaries`: what the rooms of a service may import. Each message says what to do instead. */
const room = (name) => `^services/[^/]+/src/${name}/`;
const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });
const specs = '\\.spec\\.ts$';

module.exports = {
  forbidden: [
    rule('no-circular', 'Two modules that need each other are one concept, or hide a third: extract it.', {}, { circular: true, dependencyTypesNot: ['type-only'] }),
    rule(
      'domain-is-pure',
      'Domain imports the kernel only: pass the clock, ids and answers of other parts in with the command.',
      { path: room('domain'), pathNot: specs },
      { pathNot: [room('domain'), '^libs/event-sourcing/', '^libs/(ludwig|contracts)/', 'libs/(event-sourcing|ludwig|contracts)'] },
    ),
    rule(
      'kernel-imports-nothing',
      'The kernel is plain TypeScript: what needs a package belongs to another library.',
      { path: '^libs/event-sourcing/src/', pathNot: specs },
      { pathNot: '^libs/event-sourcing/src/' },
    ),
    rule(
      'projections-read-events-only',
      'A projection is a pure map from events to documents: I/O is the projector\'s, questions are the queries\'.',
      { path: room('projections'), pathNot: specs },
      { path: ['@nestjs', '^services/[^/]+/src/(api|application|reactions|infrastructure)/', 'libs/event-store', 'libs/views', 'libs/messaging'] },
    ),
    rule(
      'publishing-translates-only',
      'Publishing turns private events into public facts; nothing else.',
      { path: room('publishing'), pathNot: specs },
      { path: ['@nestjs', '^services/[^/]+/src/(api|application|reactions|infrastructure|projections)/'] },
    ),
    rule(
      'application-knows-no-transport',
      'Application is called by api and reactions; let them map requests and messages.',
      { path: room('application'), pathNot: specs },
      { path: ['^services/[^/]+/src/(api|reactions)/', '@nestjs/(microservices|platform-fastify|swagger)', 'node_modules/fastify'] },
    ),
    rule(
      'api-and-reactions-are-apart',
      'Two doors of one house: what both need belongs to application.',
      { path: room('api'), pathNot: specs },
      { path: room('reactions') },
    ),
    rule(
      'reactions-and-api-are-apart',
      'Two doors of one house: what both need belongs to application.',
      { path: room('reactions'), pathNot: specs },
      { path: room('api') },
    ),
    rule(
      'services-share-nothing',
      'Services learn of each other through facts only (libs/contracts); the standalone composes their modules.',
      { path: '^services/([^/]+)/src/', pathNot: ['^services/standalone/', specs] },
      { path: '^services/([^/]+)/', pathNot: '^services/$1/' },
    ),
    rule(
      'adapters-are-chosen-by-configuration',
      'A service uses the port; only the standalone and main modules name an adapter.',
      { path: '^services/(?!standalone|engine)[^/]+/src/(api|application|domain|projections|publishing|reactions)/', pathNot: specs },
      { path: ['node_modules/(better-sqlite3|kafkajs|mongoose|@kurrent)'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^(libs|services)/[^/]+/dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['daybook-source', 'types', 'import', 'default'] },
  },
};
