/** The two shops in one process each, for programs and tests: `serve` the newspaper, `serveBookshop` the books. */
export * from './app.ts';
export * from './bookshop/app.ts';
export * from './bookshop/open-bookshop.ts';
export * from './bookshop/serve-bookshop.ts';
export * from './catalogue/article.ts';
export * from './catalogue/edition/index.ts';
export * from './catalogue/load-edition.ts';
export * from './payment/open-merchant.ts';
export { openDatabase } from './payment/store/open-database.ts';
export { SqliteOfferStore } from './payment/store/sqlite-offer-store.ts';
export * from './serve.ts';
