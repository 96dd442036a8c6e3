/** The host's version, as `hello` and `--version` say it; a test keeps it equal to package.json. */
export const hostVersion = '0.1.0';
