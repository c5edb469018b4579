/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Two modules need each other, if only for a type. Move what both need into a module of its own, ' +
        'or give one of them what it needs as an argument.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-foreign-feature-router',
      comment:
        "A feature imports another feature's router.ts. Import the operation behind the procedure instead; " +
        'only packages/api/src/router.ts puts routers together.',
      severity: 'error',
      from: { path: '^packages/api/src/([^/]+)/' },
      to: { path: '^packages/api/src/[^/]+/router\\.ts$', pathNot: '^packages/api/src/$1/' },
    },
    {
      name: 'ground-floor-knows-no-feature',
      comment:
        'core, live, views and outbox are what every feature stands on, so they import none. Say in an interface there what ' +
        'is needed (as core/limits.ts, a View or a Consumer does), let the feature implement it, and hand it in from create-api.ts.',
      severity: 'error',
      from: { path: '^packages/api/src/(core|live|views|outbox)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/api/src/', pathNot: '^packages/api/src/(core|live|views|outbox)/' },
    },
    {
      name: 'no-loose-file',
      comment:
        'A file lies beside the rooms instead of in one. What features stand on goes into core, live, views or outbox; what a ' +
        'feature does, into its folder; only tables of contents lie open (ARCHITECTURE.md names them).',
      severity: 'error',
      from: {},
      to: {
        path: '^(packages/api|apps/server)/src/[^/]+\\.ts$',
        pathNot: [
          '^packages/api/src/(index|create-api|router|consumers|data-checks|schedules)\\.ts$',
          '^apps/server/src/(main|app)\\.ts$',
        ],
      },
    },
    {
      name: 'no-package-imports-app',
      comment:
        'A package imports an app. Move the shared part into a package; apps stand at the top. Only packages/testing, which ' +
        'publishes the server, has it.',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/testing/' },
      to: { path: '^apps/' },
    },
    {
      name: 'no-product-imports-tooling',
      comment: 'Product code imports tooling. Move the shared part into a package.',
      severity: 'error',
      from: { path: '^(packages|apps)/' },
      to: { path: '^tooling/' },
    },
    {
      name: 'no-production-code-imports-tests',
      comment: 'Shipped code imports test code. Move the shared part out of the test folder.',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/', pathNot: ['\\.test(-d)?\\.tsx?$', '^packages/harness/'] },
      to: { path: ['\\.test(-d)?\\.tsx?$', '^(packages|apps)/[^/]+/tests/', '^packages/harness/'] },
    },
    {
      name: 'sdk-stands-alone',
      comment:
        'The published SDK would need a private package at run time. Use `import type`, ' +
        'or write the few lines again inside the SDK.',
      severity: 'error',
      from: { path: '^packages/sdk/src/', pathNot: '\\.test(-d)?\\.ts$' },
      to: { path: ['^(packages/(?!sdk/)|apps/)', '^@dunlin/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'react-stands-on-the-sdk',
      comment:
        'The published hooks would need a private package at run time. Use `import type`, or what @dunlin/sdk exports; only the rules of ' +
        "a text's length and of what a search asks for are the server's own files, which the build takes in.",
      severity: 'error',
      from: { path: '^packages/react/src/' },
      to: {
        path: '^(packages/(?!(react|sdk)/)|apps/)',
        pathNot: '^packages/api/src/(tweets/text|search/query-parts)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-unresolvable',
      comment: 'The import leads nowhere. Fix the path, or add the dependency to the package.json beside it.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)dist/', '(^|/)fixtures/', '^examples/next-app/'] },
    // Imports that vanish at run time count too: a cycle of types is still two modules that cannot be read apart.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
