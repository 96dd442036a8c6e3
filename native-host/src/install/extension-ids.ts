/** The wallet's own ids, the default for manifests; a test keeps them equal to the extension's. */
export const walletExtensionIds = {
  chromium: 'gkmfollhemejfhjiefaajgjfnbabedig',
  firefox: 'wallet@ecomm.example',
} as const;
