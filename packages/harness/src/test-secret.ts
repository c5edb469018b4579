export const testSecret = 'a secret that is only for tests, and long enough';
