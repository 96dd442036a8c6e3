/** How an operation ended. `unknown`: it is journalled and goes on by itself; the order says so until it is over. */
export type OperationResult =
  | { readonly status: 'done' }
  /** `code` is SET's (CapCode, AuthCode …) or the Error's that the gateway answered. */
  | { readonly status: 'refused'; readonly code: string }
  | { readonly status: 'unknown' };
