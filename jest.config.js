/** One configuration for all tests; ESM, compiled by swc. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  roots: [
    '<rootDir>/core',
    '<rootDir>/mapping',
    '<rootDir>/config',
    '<rootDir>/connectors',
    '<rootDir>/ingest',
    '<rootDir>/stores',
    '<rootDir>/workflows',
    '<rootDir>/activities',
    '<rootDir>/workers',
    '<rootDir>/client',
    '<rootDir>/sandbox',
    '<rootDir>/scripts',
    '<rootDir>/test',
  ],
  testMatch: ['**/*.test.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  testTimeout: 60_000,
  // Most of the time is spent in waiting for servers: on two cores, two at a time take 24 minutes and one at a time takes 30.
  maxWorkers: 2,
};
