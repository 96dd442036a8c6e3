/** Builds the card form's script: one module, with everything that it needs, from this shop's own origin. */
import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    outDir: 'dist',
    target: 'es2022',
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: 'src/bookshop/browser/card-form.ts',
      output: { format: 'es', entryFileNames: 'card-form.js', inlineDynamicImports: true },
    },
  },
});
