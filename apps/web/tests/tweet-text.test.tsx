import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Router } from 'wouter';
import { TweetText } from '../src/tweet/tweet-text.tsx';

test('a mention leads to the account that it names, and nowhere when there is none', () => {
  const mentions = [
    { username: 'ada', id: '1', start: 0, end: 4 },
    { username: 'nobody', id: null, start: 5, end: 12 },
  ];
  const html = renderToStaticMarkup(
    <Router ssrPath="/">
      <TweetText text="@ada @nobody" entities={{ hashtags: [], urls: [], mentions }} />
    </Router>,
  );
  expect(html).toContain('<bdi><a href="/@ada">@ada</a></bdi> @nobody</p>');
});
