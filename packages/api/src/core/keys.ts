import { hkdfSync } from 'node:crypto';

/** Keys for each purpose, all derived from the one secret of an installation. */
export interface Keys {
  accessToken: Buffer;
  refreshToken: Buffer;
  cursor: Buffer;
  storedAnswer: Buffer;
  requestHash: Buffer;
  accountName: Buffer;
}

/** @param secret at least 32 characters. */
export function deriveKeys(secret: string): Keys {
  if (secret.length < 32) throw new RangeError('The secret must have at least 32 characters.');
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `dunlin ${purpose}`, 32));
  return {
    accessToken: derive('access token'),
    refreshToken: derive('refresh token'),
    cursor: derive('cursor'),
    storedAnswer: derive('stored answer'),
    requestHash: derive('request hash'),
    accountName: derive('account name'),
  };
}
