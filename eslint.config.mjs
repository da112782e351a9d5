// The rules of the house that a machine can check; formatting is prettier's, imports dependency-cruiser's.
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const nodeGlobals = ['console', 'process', 'Buffer', 'URL', 'fetch', 'setTimeout', 'clearTimeout'];

/** Syntax that the house does without. */
const houseStyle = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Export by name: a name that is the same everywhere.',
  },
  {
    selector: 'ObjectExpression > SpreadElement > ObjectExpression',
    message: 'Write its properties without the literal around them.',
  },
  {
    selector: 'ArrayExpression > SpreadElement > ArrayExpression',
    message: 'Write its elements without the literal around them.',
  },
  {
    selector: 'PrivateIdentifier',
    message: 'Write `private`: private members have one form.',
  },
];

const translation =
  "CallExpression[callee.object.name='l10n'], CallExpression[callee.object.property.name='l10n']";

/** Texts that `npm run l10n` finds, and that are made when they are shown. */
const translatedTexts = [
  {
    selector: `:matches(${translation}):not(:function *):not(PropertyDefinition *)`,
    message: 'Make the text in a function: while modules load, the language is not known yet.',
  },
  {
    selector: `:matches(${translation}) > :not(Literal, TemplateLiteral[expressions.length=0], ObjectExpression).arguments:first-child`,
    message: 'Write the text itself, so that it is collected.',
  },
];

/** Words of a text that is not a name, a placeholder for input, or an icon. */
const words = String.raw`/^(?!Amazon |Bedrock)[A-Z][a-z]+(?![\w.])|[a-z]{2,} [a-z]{2,}/`;
const plain = `:matches(Literal[value=${words}], TemplateLiteral:has(> TemplateElement[value.raw=${words}]))`;
const shown =
  '/^(title|label|detail|description|tooltip|prompt|place[hH]older|openLabel|invocationMessage)$/';
const shows =
  '/^(show(Information|Warning|Error)|withProgressMessage|markdown|progress|setStatusBarMessage)$/';

/** Texts that VS Code is given to show as they stand. */
const plainTexts = [
  `CallExpression:matches([callee.name=${shows}], [callee.property.name=${shows}]) > ${plain}.arguments`,
  `Property[key.name=${shown}] > ${plain}.value`,
  `AssignmentExpression[left.property.name=${shown}] > ${plain}.right`,
].map((selector) => ({ selector, message: 'Translate what users see: vscode.l10n.t.' }));

/** Texts between the tags of a page's templates, and attributes of theirs that are read aloud. */
const between = 'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement';
const plainMarkup = [
  String.raw`${between}[value.raw=/>(?!Bedrock Chat<)[^<>="]*[A-Za-z]{2}[^<>="]*(<|$)/]`,
  String.raw`${between}[value.raw=/ (title|aria-label|placeholder|alt|label)="[^"]*[A-Za-z]{2}/]`,
].map((selector) => ({ selector, message: 'Translate what users see: l10n.t.' }));

/** Figures that are written in a way of their own. */
const plainFigures = {
  selector:
    'MemberExpression[property.name=/^toLocale(String|DateString|TimeString)$/], MemberExpression[object.name="Intl"]',
  message: 'Use src/shared/format.',
};

export default defineConfig(
  globalIgnores(['**/dist/', 'out/', '.vscode-test/', 'coverage/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      curly: ['error', 'all'],
      'no-duplicate-imports': 'error',
      'no-restricted-syntax': ['error', ...houseStyle],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Zero warnings also of what strictTypeChecked leaves open.
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // A leading underscore says that a value is not wanted.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      // A promise that is dropped on purpose says so with `void`, and handles its own failure.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      // `return act()` keeps an exhaustive switch short, also where nothing is returned.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // AWS's open enums: the known values beside `string` are for the reader.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    // Code that ships logs through the logger, and shows messages through one place, which lets no link into them.
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        ...['showInformationMessage', 'showWarningMessage', 'showErrorMessage'].map((property) => ({
          property,
          message: 'Use vscode/platform/notify.',
        })),
      ],
    },
  },
  {
    files: ['src/vscode/platform/notify.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // One place says how figures are written, so that the same one reads the same everywhere.
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    ignores: ['src/shared/format.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...houseStyle, ...translatedTexts, plainFigures],
    },
  },
  {
    files: ['src/vscode/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...houseStyle, ...translatedTexts, plainFigures, ...plainTexts],
    },
  },
  {
    files: ['webview/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...houseStyle, ...translatedTexts, plainFigures, ...plainMarkup],
      // A page has no logger; what goes wrong in it is read in its developer tools.
      'no-console': ['error', { allow: ['warn', 'error'] }],
      // What lit expects of `render` and `properties` is typed by lit.
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // The DOM types a listener's event by its name only for its own names.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Fakes implement asynchronous interfaces without waiting for anything.
      '@typescript-eslint/require-await': 'off',
      // A test says what it expects; the assertion that follows fails if it is not so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Restoring the environment deletes variables by name.
      '@typescript-eslint/no-dynamic-delete': 'off',
      // A fake looks at the messages that its test is about.
      '@typescript-eslint/switch-exhaustiveness-check': 'off',
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'seteuid', message: 'Use test/support/unprivileged.' },
      ],
    },
  },
  {
    files: ['test/support/unprivileged.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])) },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly' } },
  },
  {
    // Tools look for the default export of their configuration.
    files: ['*.config.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
