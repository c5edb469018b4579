import type { UserSummary } from '@dunlin/sdk';
import { useState } from 'react';

/** The picture of a user if it is one of this server, as the page loads nothing from elsewhere; else the first letter of the name. */
export function Avatar({ user, size }: { user: UserSummary; size: number }) {
  const [broken, setBroken] = useState<string>();
  const url = user.avatarUrl;
  const isOurs = url !== null && /^\/[^/\\]/.test(url);
  if (isOurs && url !== broken)
    return (
      <img className="avatar" src={url} alt="" width={size} height={size} onError={() => setBroken(url)} />
    );
  const [letter = '?'] = user.displayName.trim() || user.username;
  return (
    <svg
      className={`avatar hue-${hueOf(user.id)}`}
      viewBox="0 0 40 40"
      width={size}
      height={size}
      aria-hidden="true"
    >
      <rect width="40" height="40" />
      <text x="20" y="21" textAnchor="middle" dominantBaseline="central">
        {letter.toUpperCase()}
      </text>
    </svg>
  );
}

const hues = 8;

/** The same for a user wherever they are shown. */
function hueOf(id: string): number {
  return [...id].reduce((sum, digit) => (sum * 31 + Number(digit)) % 997, 7) % hues;
}
