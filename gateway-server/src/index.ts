/** The gateway as a part: its application without a port, for whoever starts it in a process of their own. */
export type { AuthorityParts, CardholderAuthority } from './enrolment/authority.ts';
export { createCardholderAuthority } from './enrolment/authority.ts';
export { GatewayError, type GatewayErrorCode, gatewayErrorCodes } from './errors.ts';
export { createGateway, type Gateway, type GatewayParts } from './gateway/gateway.ts';
export type * from './gateway/issuer-host.ts';
export { createGatewayApp, type GatewayAppPorts } from './http/app.ts';
export { type AccountBooks, readBooks } from './issuer/read-books.ts';
export { type GatewayKeys, type OpenedGateway, openGateway, readGatewayKeys } from './open-gateway.ts';
export { provision } from './provision/provision.ts';
