import type { User } from '@dunlin/sdk';

/** What stands above a profile, if its owner has chosen a picture; one of this server, as the page loads nothing from elsewhere. */
export function Banner({ user: { bannerUrl } }: { user: Pick<User, 'bannerUrl'> }) {
  if (bannerUrl === null || !/^\/[^/\\]/.test(bannerUrl)) return null;
  return <img className="banner" src={bannerUrl} alt="" />;
}
