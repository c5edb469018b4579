import type { Account } from '../behaviours/subject-server.ts';
import type { FakeAnswer, Protocol } from './fake-server.ts';

const cid = 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a';
const expired = { status: 400, body: { error: 'ExpiredToken', message: 'Token has expired' } };

/** Its server accepts a spent refresh token for two hours. */
export const atproto: Protocol = {
  refresh: /com\.atproto\.server\.refreshSession/,
  write: /com\.atproto\.repo\.createRecord/,
  hasGrace: true,
  answer({ route, accessToken, body }, accounts) {
    const method = route.split('/').at(-1);
    if (method === 'com.atproto.server.createSession')
      return toSession(accounts.signIn(String(body.identifier), 'valid'));
    if (method === 'com.atproto.server.deleteSession') return { status: 200 };
    if (method === 'com.atproto.server.refreshSession') {
      const account = accounts.renew(accessToken);
      return account ? toSession(account) : expired;
    }
    const name = accounts.findName(accessToken);
    if (name === undefined) return expired;
    if (method === 'com.atproto.server.getSession') return { status: 200, body: toUser(name) };
    if (method !== 'com.atproto.repo.createRecord') return { status: 200, body: { feed: [] } };
    accounts.post(name, (body.record as { text: string }).text); // as: what its client sends
    return { status: 200, body: { uri: `at://did:plc:${name}/app.bsky.feed.post/1`, cid } };
  },
};

function toSession({ name, accessToken, refreshToken }: Account): FakeAnswer {
  return { status: 200, body: { ...toUser(name), accessJwt: accessToken, refreshJwt: refreshToken } };
}

function toUser(name: string): object {
  return { did: `did:plc:${name}`, handle: `${name}.test`, emailConfirmed: true, active: true };
}
