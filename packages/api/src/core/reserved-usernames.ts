/** Names that would pass for the host's, for a page's or for nothing, in lower case. */
export const defaultReservedUsernames: readonly string[] = `
  admin administrator moderator mod staff team official owner root sysadmin system
  support help info contact service security abuse postmaster webmaster hostmaster
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
