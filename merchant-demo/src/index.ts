/** Le Quotidien in one process, for programs and tests: `createMerchantDemoApp`. */
export * from './app.ts';
export * from './catalogue/article.ts';
export * from './catalogue/edition/index.ts';
export * from './catalogue/load-edition.ts';
export * from './payment/open-merchant.ts';
export * from './serve.ts';
