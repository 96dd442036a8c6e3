/** The native host for programs that set it up: its installer, and what a browser would find. */
export { type BrowserName, browserNames, browserPlaces, userDataDirectoryPlace } from './install/browsers.ts';
export { inspectInstallation, installHost, uninstallHost } from './install/install-host.ts';
export { hostCommand } from './install/launcher.ts';
