/** Names that would pass for the host's, for a page's or for nothing, in lower case. */
export const defaultReservedUsernames: readonly string[] = `
  admin administrator moderator mod staff team official owner root sysadmin system
  support supportteam customersupport support_team helpdesk help_desk help helpcenter info contact service security abuse postmaster webmaster hostmaster
  noreply no_reply mailer_daemon privacy legal press billing dunlin
  api auth docs trpc media metrics healthz readyz static assets www mail ftp
  me you everyone all here home feed explore search settings notifications messages
  login logout signin signup signout register account accounts profile user users
  tweet tweets bookmarks lists hashtag hashtags trends about terms new edit delete
  null undefined nan true false none anonymous unknown deleted nobody test
  __proto__ constructor prototype tostring valueof hasownproperty
`
  .trim()
  .split(/\s+/);

/** Of those above, whose near forms pass for them as well. */
const ofStaff = new Set(
  'admin administrator moderator mod staff official root sysadmin support helpdesk security dunlin'.split(
    ' ',
  ),
);
const affixes = /^(?:the|our|my|real|official)+|(?:team|desk|account|here|help|official|s)+$/g;

/** Whether a name is reserved, or is one of the staff's with digits, underscores or such words about it: `admin1`, `_support_`, `the_real_admins`. */
export function isReservedUsername(username: string, reserved: readonly string[]): boolean {
  const name = username.toLowerCase();
  if (reserved.includes(name)) return true;
  const core = name.replaceAll(/[\d_]/g, '');
  return [core, core.replaceAll(affixes, '')].some((each) => ofStaff.has(each) && reserved.includes(each));
}
