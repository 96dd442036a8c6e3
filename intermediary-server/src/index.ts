/** The intermediary as a part: its application without a port, for whoever starts it in a process of their own. */
export { IntermediaryError, type IntermediaryErrorCode, intermediaryErrorCodes } from './errors.ts';
export type { GatewayLink, GatewayReply } from './gateway/gateway-link.ts';
export { httpGatewayLink } from './gateway/gateway-link.ts';
export { createIntermediaryApp, type IntermediaryAppPorts } from './http/app.ts';
export { createIntermediary, type Intermediary, type IntermediaryParts } from './intermediary.ts';
export type * from './ledger/ledger-store.ts';
export type * from './ledger/records.ts';
export { type OpenedIntermediary, openIntermediary } from './open-intermediary.ts';
export type { OperatorClearing, OperatorState } from './operator/read-state.ts';
export { defaultPolicy, type Policy } from './policy.ts';
export { ledgerStoreOn, openLedgerStore } from './store/open-ledger-store.ts';
export { openSqliteEngine } from './store/sqlite/sqlite-engine.ts';
