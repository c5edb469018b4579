// Whoever is signed in gets the app in place of what a visitor sees; that is told by a cookie which scripts may read. It is not
// imported as a module of the build's: this file would then load what all of those need.
const { app } = document.documentElement.dataset;
if (app && /(?:^|; )(?:__Host-)?dunlin-session=/.test(document.cookie)) void import(/* @vite-ignore */ app);

export {};
