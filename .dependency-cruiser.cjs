/** The rooms of the house and the directions in which they may import. */
const rooms = {
  core: [],
  mapping: ['core'],
  config: ['core', 'mapping'],
  connectors: ['core'],
  stores: ['core'],
  workflows: ['core'],
  activities: ['core', 'mapping', 'config', 'connectors', 'stores'],
  workers: ['core', 'mapping', 'config', 'connectors', 'stores', 'activities'],
  client: ['core', 'config', 'workflows'],
  ingest: ['core', 'config', 'connectors', 'stores', 'client'],
  sandbox: [],
};

const test = '\\.test\\.ts$';

const directions = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-imports-only-what-it-may`,
  comment: `${room} may import ${allowed.join(', ') || 'nothing but itself'}; see docs/architecture.md`,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: [test, ...(room === 'client' ? ['^client/cli/'] : [])] },
  to: { path: `^(${Object.keys(rooms).join('|')}|test|bench|scripts)/`, pathNot: `^(${[room, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    // Workflows know activities by their types alone.
    ...directions.map((rule) =>
      rule.name.startsWith('workflows-') ? { ...rule, to: { ...rule.to, dependencyTypesNot: ['type-only'] } } : rule,
    ),
    {
      name: 'workflows-take-types-of-activities-only',
      severity: 'error',
      from: { path: '^workflows/', pathNot: test },
      to: { path: '^activities/(?!contract\\.ts$)' },
    },
    {
      name: 'no-temporal-below-the-activities',
      comment: 'Connectors, stores, mapping, config and core know nothing of Temporal; activities/failures.ts knows both worlds.',
      severity: 'error',
      from: { path: '^(core|mapping|config|connectors|stores)/', pathNot: test },
      to: { path: '@temporalio/' },
    },
    {
      name: 'no-zod-in-the-workflow-bundle',
      severity: 'error',
      from: { path: '^(core|workflows)/', pathNot: test },
      to: { path: 'node_modules/zod', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-dev-tests-and-examples-import-the-sandbox',
      severity: 'error',
      from: { pathNot: `^(sandbox|test|client/cli/dev)/|${test}` },
      to: { path: '^sandbox/' },
    },
    {
      name: 'the-client-imports-no-command-line',
      severity: 'error',
      from: { path: '^client/', pathNot: '^client/cli/' },
      to: { path: '^client/cli/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.json'],
      conditionNames: ['import', 'require', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
