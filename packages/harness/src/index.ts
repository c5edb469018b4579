export { type Caller, createTestApp, type TestApp, type TestUser, testSettings } from './create-test-app.ts';
export { canRunWith } from './external-program.ts';
export { rejection } from './rejection.ts';
export { createEmptyDatabase, createTestDatabase, type TestDatabase } from './test-database.ts';
export { testSecret } from './test-secret.ts';
export { createTestStorage } from './test-storage.ts';
