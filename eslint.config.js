import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const outside = {
  vscode: { regex: '^vscode$', message: 'vscode belongs in src/vscode/ and src/extension.ts only.' },
  tensorflow: {
    regex: '^@tensorflow/',
    message: 'TensorFlow.js belongs where the training runs only (src/training/engines/).',
  },
  langium: { regex: '^(langium|chevrotain)(/|$)', message: 'Langium belongs in src/language/ only.' },
  languageServer: {
    regex: '^vscode-language(server|client)',
    message: 'Language-server packages belong in src/server/ and src/vscode/ only.',
  },
  pictures: {
    regex: '^(@jsquash/|image-size$)',
    message: 'What reads pictures belongs in src/training/data/folder/ only.',
  },
  elk: { regex: '^elkjs', message: 'elkjs belongs in src/diagram/layout/layoutJobs.ts only.' },
  markdown: {
    regex: '^marked$',
    message: 'The parser of Markdown belongs in src/wording/documentation.ts only.',
  },
  toolkit: {
    regex: '^@vscode/webview-ui-toolkit',
    message: 'The webview toolkit belongs in webview/ui/toolkit.ts only.',
  },
};
const everything = Object.values(outside);
const allBut = (...allowed) => everything.filter((pattern) => !allowed.includes(pattern));
const restrict = (patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });
const readings = ['read', 'readv', 'readFile', 'readdir', 'open', 'opendir'];
/** All that opens what is there to read it; `default` and `promises` bring everything. */
const readingNames = [
  ...readings,
  ...readings.map((name) => `${name}Sync`),
  ...['createReadStream', 'ReadStream', 'openAsBlob', 'glob', 'globSync', 'promises', 'default'],
];
/** Files that read what this program itself put there, or that write and read what they wrote. */
const readingFiles = [
  'src/disk/safeFile.ts',
  'src/cli/{output,standardInput}.ts',
  'src/training/fetching/{download,lock,processIdentity,unpack}.ts',
  'src/training/data/sets/obtainDataSet.ts',
  'src/training/data/folder/decoder.ts',
  'src/training/engines/tfjs-node/{buildOnWheel,install}.ts',
  'src/training/run/{metricsFile,runFolder,weightsFile}.ts',
];

const syntax = (...restricted) => ({
  'no-restricted-syntax': ['error', ...restricted.map(([selector, message]) => ({ selector, message }))],
});

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'src/language/generated/', '.cache/', '.vscode-test/'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.js', '*.mjs', 'scripts/*.mjs'] } },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 500, skipBlankLines: true }],
    },
  },
  { files: ['**/*.mjs', '**/*.cjs', '**/*.js'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        performance: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
      },
    },
  },
  { files: ['src/**/*.ts', 'webview/**/*.ts'], rules: restrict(everything) },
  { files: ['src/wording/**/*.ts'], rules: restrict(allBut(outside.markdown)) },
  { files: ['src/language/**/*.ts'], rules: restrict(allBut(outside.langium)) },
  { files: ['src/server/**/*.ts'], rules: restrict(allBut(outside.langium, outside.languageServer)) },
  { files: ['src/training/engines/**/*.ts'], rules: restrict(allBut(outside.tensorflow)) },
  { files: ['src/training/data/folder/**/*.ts'], rules: restrict(allBut(outside.pictures)) },
  { files: ['src/diagram/layout/layoutJobs.ts'], rules: restrict(allBut(outside.elk)) },
  { files: ['src/vscode/**/*.ts'], rules: restrict(allBut(outside.vscode, outside.languageServer)) },
  { files: ['src/extension.ts'], rules: restrict(allBut(outside.vscode)) },
  { files: ['webview/ui/toolkit.ts'], rules: restrict(allBut(outside.toolkit)) },
  {
    files: ['src/**/*.ts'],
    ignores: readingFiles,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: ['node:fs', 'node:fs/promises', 'fs', 'fs/promises'].map((name) => ({
            name,
            importNames: readingNames,
            message: 'Files and folders are read by src/disk/safeFile.ts: regular ones, with a bound.',
          })),
        },
      ],
    },
  },
  // What others wrote is escaped where it leaves: one function for each target, and no way around it.
  {
    files: ['src/cli/**/*.ts'],
    ignores: ['src/cli/print.ts'],
    rules: syntax(
      ['Identifier[name="console"]', 'What a terminal gets goes through src/cli/print.ts.'],
      [
        'MemberExpression[object.name="process"][property.name=/^std(out|err)$/]',
        'What a terminal gets goes through src/cli/print.ts.',
      ],
    ),
  },
  {
    files: [
      'src/language/**/*.ts',
      'src/server/**/*.ts',
      'src/workspace/**/*.ts',
      'src/training/**/*.ts',
      'src/analysis/**/*.ts',
      'src/network/**/*.ts',
    ],
    ignores: ['src/server/texts/markup.ts'],
    rules: syntax(
      [
        'Property[key.name="kind"] Literal[value="markdown"], Identifier[name="MarkupKind"]',
        'Markdown for the editor is made by markup() of src/server/texts/markup.ts.',
      ],
      [
        'CallExpression[callee.name=/^mkdir/] Property[key.name="recursive"]',
        'Folders and those around them are made by makeFolder() of src/training/fetching/makeFolder.ts: this never ends in /proc.',
      ],
    ),
  },
  {
    files: ['src/vscode/**/*.ts', 'src/extension.ts'],
    ignores: ['src/vscode/notices.ts'],
    rules: syntax(
      [
        'MemberExpression[property.name=/^(show(Information|Warning|Error)Message|showQuickPick|showInputBox|createQuickPick|createInputBox|withProgress|createOutputChannel|setStatusBarMessage|createStatusBarItem)$/]',
        'Notices and picks go through src/vscode/notices.ts, which makes text of others text.',
      ],
      [
        'Identifier[name="MarkdownString"]',
        'Markdown is made in src/wording/markdown.ts; no MarkdownString is made of strings.',
      ],
      ['Identifier[name="console"]', 'The log is what createLog() of src/vscode/notices.ts gives.'],
    ),
  },
  {
    files: ['webview/**/*.ts'],
    rules: syntax([
      'MemberExpression[property.name=/^(innerHTML|outerHTML|srcdoc|insertAdjacentHTML|write|setHTMLUnsafe)$/]',
      'A page gets text and elements (webview/ui/dom.ts), never HTML.',
    ]),
  },
);
