// Who may import whom. One rule for each sentence of the layers in docs/architecture.md;
// test/unit/layers.test.ts plants a violation of each and sees it reported.

/** A package, whether it resolves into node_modules or not at all. */
const packages = (...names) => `(^|node_modules/)(@types/)?(${names.join('|')})(/|$)`;
const vscodeApi = packages('vscode');
const shipped = '^(src|webview)/';
/** The composition roots: what VS Code starts, and what a terminal does. */
const roots = '^src/(extension|cli)\\.ts$';

/** One owner for each heavy dependency: its cost, its types and its successor concern one folder. */
const owned = (name, comment, owners, ...names) => ({
  name,
  comment,
  severity: 'error',
  from: { path: shipped, pathNot: owners },
  to: { path: packages(...names) },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'protocol-imports-itself-and-its-schema-library-only',
      comment:
        'It is loaded on every side of every boundary: host, worker, browser. What it drags in, all get.',
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { pathNot: ['^src/protocol/', packages('valibot')] },
    },
    {
      name: 'shared-imports-itself-and-translations-only',
      comment:
        'What is the same on every side of a boundary: plain code that drags nothing in, not even a schema; but the texts of the user’s language.',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { pathNot: ['^src/shared/', packages('@vscode/l10n')] },
    },
    {
      name: 'core-imports-core-protocol-and-shared',
      comment: 'The engine works without its surfaces, so that it can be tested and reused without them.',
      severity: 'error',
      from: { path: '^src/core/' },
      // Tests and the composition root have rules of their own.
      to: { path: '^(src|webview)/', pathNot: ['^src/(core|protocol|shared)/', roots] },
    },
    {
      name: 'core-never-vscode',
      comment: 'Not even a type: the engine runs in plain Node, in tests, workers and processes of its own.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: vscodeApi },
    },
    {
      name: 'feature-never-a-sibling',
      comment:
        'Features meet in core, or get what they share from vscode/platform; platform knows no feature.',
      severity: 'error',
      from: { path: '^src/vscode/([^/]+)/' },
      to: { path: '^src/vscode/', pathNot: '^src/vscode/($1|platform)/' },
    },
    {
      name: 'vscode-never-terminal',
      comment: 'Both are surfaces of one core: what they share belongs there.',
      severity: 'error',
      from: { path: '^src/(vscode/|extension\\.ts$)' },
      to: { path: '^src/terminal/' },
    },
    {
      name: 'terminal-imports-core-protocol-and-shared',
      comment: 'It runs where there is no editor and no page.',
      severity: 'error',
      from: { path: '^src/(terminal/|cli\\.ts$)' },
      to: { path: '^(src|webview)/', pathNot: ['^src/(terminal|core|protocol|shared)/', roots] },
    },
    {
      name: 'terminal-never-vscode',
      comment: 'Not even a type, as in core.',
      severity: 'error',
      from: { path: '^src/(terminal/|cli\\.ts$)' },
      to: { path: vscodeApi },
    },
    {
      name: 'feature-never-webview',
      comment: 'The other side of a webview is reached by messages of src/protocol, not by imports.',
      severity: 'error',
      from: { path: '^src/(vscode/|extension\\.ts$)' },
      to: { path: '^webview/' },
    },
    {
      name: 'webview-imports-protocol-and-shared',
      comment: 'Code of the extension host in a browser bundle is a leak of either code or secrets.',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^src/', pathNot: ['^src/(protocol|shared)/', roots] },
    },
    {
      name: 'page-never-a-page',
      comment:
        'What pages share is in webview/conversation and webview/components, where it belongs to nobody.',
      severity: 'error',
      from: { path: '^webview/([^/]+)/' },
      to: { path: '^webview/(chat|dashboard|doctor|finops)/', pathNot: '^webview/$1/' },
    },
    {
      name: 'webview-no-node-module',
      comment: 'There is no Node in a browser.',
      severity: 'error',
      from: { path: '^webview/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'webview-browser-libraries-only',
      comment: 'A package for a browser is added here on purpose; anything else is for the extension host.',
      severity: 'error',
      from: { path: '^webview/' },
      to: {
        dependencyTypesNot: ['core'],
        pathNot: [
          '^(src|webview|test|scripts|build)/',
          packages(
            'lit',
            'lit-html',
            'lit-element',
            '@lit',
            '@lit-labs',
            'marked',
            'dompurify',
            'highlight.js',
          ),
          packages('valibot', 'vscode-webview', '@vscode/codicons', '@vscode/l10n'),
          // Owned by webview/components, see below.
          packages('chart\\.js', '@vscode/webview-ui-toolkit', '@microsoft/fast-[a-z-]+'),
          // Owned by others, see below.
          packages('@aws-sdk', '@smithy', 'sql\\.js', '@duckdb'),
        ],
      },
    },
    {
      name: 'start-imports-no-feature',
      comment:
        'Every window runs what these reach: a feature, an SDK or a parser comes by import() when it is first used.',
      severity: 'error',
      from: { path: ['^src/extension\\.ts$', '^src/vscode/[^/]+/contribution\\.ts$'] },
      to: {
        path: '^src/',
        pathNot: [
          '^src/vscode/[^/]+/contribution\\.ts$',
          '^src/vscode/platform/(commands|settings|toolChoice)\\.ts$',
          '^src/core/util/(disposable|lazy)\\.ts$',
          '^src/core/settings/settingGroups\\.ts$',
          '^src/shared/(format|translations)\\.ts$',
          // What contributions have in files of their own.
          '^src/vscode/chatParticipant/thenAsk\\.ts$',
          '^src/vscode/(costs|spending)/statusBar\\.ts$',
          '^src/vscode/finops/costButton\\.ts$',
          '^src/core/finops/costHeader\\.ts$',
          '^src/vscode/prompts/runHints\\.ts$',
          '^src/core/prompts/promptFormat\\.ts$',
        ],
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'nobody-imports-a-root',
      comment:
        'Only extension.ts and cli.ts compose; whoever imports one wants something that belongs elsewhere.',
      severity: 'error',
      from: {},
      to: { path: roots },
    },
    {
      name: 'nothing-shipped-imports-test',
      comment: 'Fakes and emulators stay out of the package.',
      severity: 'error',
      from: { path: shipped },
      to: { path: '^test/' },
    },
    {
      name: 'nothing-shipped-imports-scripts',
      comment: 'What builds and packages is no part of the package.',
      severity: 'error',
      from: { path: shipped },
      to: { path: '^(scripts|build)/' },
    },
    {
      name: 'test-never-scripts',
      comment: 'Programs of npm’s scripts use what supports tests, not the other way; both may use build.',
      severity: 'error',
      from: { path: '^(test|build)/' },
      to: { path: '^scripts/' },
    },
    {
      name: 'world-server-stands-alone',
      comment:
        'A second opinion: written from AWS’s documents, it may not share a belief with the code or with the first emulator.',
      severity: 'error',
      from: { path: '^test/world/bedrock/' },
      to: { path: '^(src|webview|test|scripts|build)/', pathNot: '^test/world/bedrock/' },
    },
    {
      name: 'build-imports-packages-only',
      comment: 'How the bundles are made concerns esbuild.mjs, the package and tests of bundles alike.',
      severity: 'error',
      from: { path: '^build/' },
      to: { path: '^(src|webview|test)/' },
    },
    {
      name: 'no-cycles',
      comment: 'Modules in a cycle can only be understood, loaded and tested together. Types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    owned(
      'aws-sdk-in-its-owners',
      'AWS is spoken to where it is understood: errors, retries and credentials are dealt with there.',
      '^src/core/(aws|bedrock|finops|prompts|spending)/',
      '@aws-sdk',
      '@smithy',
      '@aws-crypto',
    ),
    owned(
      'http-in-its-bounds',
      'Whoever sits at an endpoint may answer without an end; one handler bounds what is read.',
      '^src/core/aws/boundedHttp\\.ts$',
      '@smithy/node-http-handler',
    ),
    owned(
      'sql-js-in-the-metrics-worker',
      'SQL never runs on the extension host’s thread, and a megabyte of WebAssembly loads only in the worker.',
      '^src/core/metrics/worker/',
      'sql\\.js',
    ),
    owned(
      'duckdb-in-finops-local',
      'A native library that lives in a process of its own.',
      '^src/core/finops/local/',
      '@duckdb',
      'duckdb',
    ),
    owned(
      'charts-and-toolkit-in-webview-components',
      'The toolkit is archived upstream and charts are large: a successor takes its place in one folder.',
      '^webview/components/',
      'chart\\.js',
      '@vscode/webview-ui-toolkit',
      '@microsoft/fast-[a-z-]+',
    ),
  ],
  options: {
    // The package esbuild is taken for the project’s esbuild.mjs, which is the root of all that it imports.
    doNotFollow: { path: ['node_modules', '^esbuild\\.mjs$'] },
    exclude: { path: '^(dist|out|\\.vscode-test)/' },
    // Imports of types count.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
