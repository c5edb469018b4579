import { repeat, type Scenario } from '../scenario.ts';

/** Different ones, of which none is found and all are common in form. */
const characters =
  '的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从知使';

export const longSearches: Scenario = {
  name: 'long-searches',
  title: 'searches of 500 Chinese characters, 32 at once',
  async attack({ attacker, openSender, signal }) {
    using sender = openSender(32);
    let sent = 0;
    await repeat({ signal }, 32, () => {
      sent += 1;
      const { length } = characters;
      const q = Array.from(
        { length: 500 },
        (_, index) => characters[(index * (sent % length) + sent) % length],
      ).join('');
      return sender.send({ path: `/api/search/tweets?q=${encodeURIComponent(q)}`, token: attacker.token });
    });
  },
};

export const manyReads: Scenario = {
  name: 'many-reads',
  title: 'home, feed, threads and trends as fast as they come, 64 at once',
  async attack({ attacker, tweetId, openSender, signal }) {
    using sender = openSender(64);
    const paths = [
      '/api/tweets?limit=100',
      '/api/feed?limit=100',
      `/api/tweets/${tweetId}/thread?limit=100`,
      `/api/users/${attacker.id}/tweets?limit=100`,
      '/api/trending',
    ];
    let sent = 0;
    await repeat({ signal }, 64, () => {
      sent += 1;
      return sender.send({ path: paths[sent % paths.length] ?? '', token: attacker.token });
    });
  },
};
