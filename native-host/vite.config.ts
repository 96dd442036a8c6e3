/** The host as Node starts it fast: what a browser needs apart from the command line; pcsclite is native and stays out. */
import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    ssr: 'src/main.ts',
    target: 'node20',
    outDir: 'dist',
    emptyOutDir: true,
    minify: false,
    rollupOptions: {
      external: ['pcsclite', ...builtinModules, /^node:/],
      output: {
        format: 'es',
        entryFileNames: 'ecomm-host.mjs',
        chunkFileNames: 'chunks/[name].mjs',
      },
    },
  },
  ssr: { noExternal: true },
});
