import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** What each kind of project may import; `npm run boundaries` holds the rooms inside a service. */
export const depConstraints = [
  { sourceTag: 'role:kernel', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'role:domain-knowledge', onlyDependOnLibsWithTags: ['role:kernel', 'role:domain-knowledge'] },
  { sourceTag: 'role:contracts', onlyDependOnLibsWithTags: ['role:domain-knowledge'] },
  { sourceTag: 'role:port', onlyDependOnLibsWithTags: ['role:kernel', 'role:contracts', 'role:port', 'role:testing'] },
  { sourceTag: 'role:kit', onlyDependOnLibsWithTags: ['role:kernel', 'role:contracts', 'role:port', 'role:testing'] },
  { sourceTag: 'role:client', onlyDependOnLibsWithTags: ['role:contracts', 'role:domain-knowledge'] },
  { sourceTag: 'role:app', onlyDependOnLibsWithTags: ['role:client', 'role:contracts', 'role:domain-knowledge'] },
  { sourceTag: 'role:testing', onlyDependOnLibsWithTags: ['role:kernel'] },
  { sourceTag: 'role:service-testing', onlyDependOnLibsWithTags: ['role:kernel', 'role:contracts', 'role:port', 'role:kit'] },
  { sourceTag: 'type:composition', onlyDependOnLibsWithTags: ['type:lib', 'type:service'] },
  { sourceTag: 'type:service', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:lib', 'type:composition', 'type:dev'] },
  { sourceTag: 'type:bench', onlyDependOnLibsWithTags: ['type:lib', 'type:service', 'type:composition', 'type:dev'] },
  { sourceTag: 'type:dev', onlyDependOnLibsWithTags: ['type:lib', 'type:dev'] },
];

/** What only the composition may name: a service gets an adapter through its port. */
const adapters = {
  patterns: [
    { group: ['@daybook/*'], importNamePattern: '^(Sqlite|Kurrent|Mongo|S3|File|Kafka|Embedded|Ipc)', message: 'A service uses the port; which adapter it gets is configuration.' },
    { group: ['@daybook/messaging/kafka', '@daybook/artifacts/s3'], message: 'A service uses the port; which adapter it gets is configuration.' },
  ],
};

export default tseslint.config(
  { ignores: ['**/dist/**', 'node_modules/**', '.nx/**', '.daybook/**', '.local/**', 'infra/boundaries/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { depConstraints, enforceBuildableLibDependency: false, allow: [] }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      'max-lines': ['error', { max: 200, skipBlankLines: true }],
      eqeqeq: 'error',
      'no-console': 'off',
    },
  },
  {
    files: ['services/{audit,deployment,repository,training-orchestrator,versioning}/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/fixtures/**'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', adapters] },
  },
  {
    files: ['**/*.spec.ts', '**/*.contract.ts', 'bench/**', 'e2e/**'],
    rules: { 'max-lines': 'off' },
  },
  { files: ['**/*.js', '**/*.cjs', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked], rules: { '@typescript-eslint/no-require-imports': 'off', 'no-undef': 'off' } },
);
